import type { ElementChange } from '../../src/nft-door.ts';
import type { SetRef } from '../../src/object/set.ts';
import type { PreparedElements } from '../../src/prepare-elements.ts';

const CHUNK_CHARACTERS = 65_536;

/**
 * One libnftables-json document, written piece by piece. JSON and not nft's own language: it costs the same time and
 * memory (250,000 ranges: 2.4 s, 366 MB either way) and no name or comment can be mistaken for syntax.
 */
export function* elementCommands(
  ref: SetRef,
  change: ElementChange,
  elements: PreparedElements,
): Generator<string, void, void> {
  const set = JSON.stringify({ set: { family: ref.family, table: ref.table, name: ref.set } });
  let text = '{"nftables":[';
  if (change === 'replace') text += `{"flush":${set}}`;
  if (elements.count > 0) {
    if (change === 'replace') text += ',';
    const head = JSON.stringify({ family: ref.family, table: ref.table, name: ref.set });
    text += `{"${change === 'delete' ? 'delete' : 'add'}":{"element":${head.slice(0, -1)},"elem":[`;
    let first = true;
    for (const element of elements.values()) {
      text += first ? JSON.stringify(element) : `,${JSON.stringify(element)}`;
      first = false;
      if (text.length >= CHUNK_CHARACTERS) {
        yield text;
        text = '';
      }
    }
    text += ']}}}';
  }
  yield `${text}]}\n`;
}

// A few thousand real lines → a file of any size that looks like an office's log: drawn by a fixed mix of types, with
// timestamps, flow ids, addresses and ports of their own. Seeded: the same input gives the same file.
import { closeSync, openSync, writeSync } from 'node:fs';
import { pick, type Random, seededRandom } from '../fuzz/mutate-lines.ts';

/** Per cent of the lines; what is left goes to all other types alike. */
const MIX: Readonly<Record<string, number>> = { flow: 38, dns: 27, tls: 8, http: 6, fileinfo: 5, alert: 4, drop: 3 };
const LONGEST = 6000;
const WRITE_BYTES = 1024 * 1024;

export function expandCorpus(lines: readonly string[], path: string, bytes: number): void {
  const random = seededRandom(20_261_123);
  const draw = drawByMix(lines, random);
  const file = openSync(path, 'w');
  let text = '';
  for (let written = 0; written < bytes; ) {
    while (text.length < WRITE_BYTES) text += `${varied(draw(), random)}\n`;
    written += writeSync(file, text, null, 'latin1');
    text = '';
  }
  closeSync(file);
}

function drawByMix(lines: readonly string[], random: Random): () => string {
  const byType = Map.groupBy(
    lines.filter((line) => line.length <= LONGEST || line.includes('"event_type":"stats"')),
    (line) => /"event_type":"([^"]*)"/.exec(line)?.[1] ?? '',
  );
  const others = [...byType.keys()].filter((type) => MIX[type] === undefined);
  const named = Object.entries(MIX).filter(([type]) => byType.has(type));
  const total = others.length === 0 ? named.reduce((sum, [, share]) => sum + share, 0) : 100;
  return () => {
    let at = random(total);
    for (const [type, share] of named) {
      if (at < share) return pick(random, byType.get(type) as string[]);
      at -= share;
    }
    return pick(random, byType.get(pick(random, others.length > 0 ? others : [...byType.keys()])) as string[]);
  };
}

function varied(line: string, random: Random): string {
  const two = (below: number) => String(random(below)).padStart(2, '0');
  const time = () =>
    `2026-03-${two(28)}T${two(24)}:${two(60)}:${two(60)}.${String(random(1_000_000)).padStart(6, '0')}`;
  return line
    .replace(/("timestamp":")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}/, (_all, key: string) => key + time())
    .replace(/("flow_id":)\d+/, (_all, key: string) => `${key}${random(2 ** 31) * 2 ** 20 + random(2 ** 20)}`)
    .replace(/("src_port":)\d+/, (_all, key: string) => `${key}${1024 + random(64_000)}`)
    .replace(/("src_ip":")\d+\.\d+\.\d+\.\d+/, (_all, key: string) => `${key}192.168.${random(4)}.${1 + random(254)}`);
}

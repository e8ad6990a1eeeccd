/** What a match looks at, loaded into registers: one file a kind; this is the switch between them. */
import { padded } from '../datatype/bytes.ts';
import type { DataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { loadBitwise } from './bitwise.ts';
import { requireHeader } from './dependencies.ts';
import { loadExtensionHeader, loadTcpOption } from './extension-header.ts';
import { loadHash, loadNumgen } from './generated-number.ts';
import type { Loaded } from './loaded.ts';
import { loadMap } from './map-lookup.ts';
import { loadPayload } from './payload.ts';
import { HEADERS } from './payload-fields.ts';
import { loadCt, loadFib, loadMeta, loadRt, loadSocket } from './register-key.ts';

type Loader = (rule: RuleBuilder, body: unknown, slot: number) => Loaded | undefined;

const LOADERS: Readonly<Record<string, Loader>> = {
  payload: loadPayload,
  meta: loadMeta,
  ct: loadCt,
  fib: loadFib,
  socket: loadSocket,
  rt: loadRt,
  exthdr: loadExtensionHeader,
  'tcp option': loadTcpOption,
  numgen: loadNumgen,
  jhash: loadHash,
  symhash: loadHash,
  concat: loadConcat,
  map: loadMap,
  '&': (rule, body, slot) => loadBitwise(rule, '&', body, slot),
  '|': (rule, body, slot) => loadBitwise(rule, '|', body, slot),
  '^': (rule, body, slot) => loadBitwise(rule, '^', body, slot),
  '<<': (rule, body, slot) => loadBitwise(rule, '<<', body, slot),
  '>>': (rule, body, slot) => loadBitwise(rule, '>>', body, slot),
};

export function isSelector(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).some((key) => Object.hasOwn(LOADERS, key));
}

export function loadSelector(rule: RuleBuilder, selector: unknown, slot: number): Loaded | undefined {
  if (!isRecord(selector)) return rule.refuse(`not a selector: ${JSON.stringify(selector)}`);
  const [kind, body] = Object.entries(selector)[0] ?? [];
  const loader = kind !== undefined && Object.hasOwn(LOADERS, kind) ? LOADERS[kind] : undefined;
  return loader === undefined ? rule.refuse(`unknown expression ${kind ?? '{}'}`) : loader(rule, body, slot);
}

function loadConcat(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  if (!Array.isArray(body) || body.length < 2) return rule.refuse('concat: at least two parts');
  // As nft: what the parts stand on is asked before any of them is loaded.
  for (const part of body) {
    const payload = isRecord(part) ? part['payload'] : undefined;
    const protocol = isRecord(payload) ? payload['protocol'] : undefined;
    const isKnown = typeof protocol === 'string' && Object.hasOwn(HEADERS, protocol);
    if (isKnown && !requireHeader(rule, protocol, slot)) return undefined;
  }
  const types: DataType[] = [];
  let bytes = 0;
  for (const part of body) {
    const loaded = loadSelector(rule, part, slot + bytes / 4);
    if (loaded === undefined) return undefined;
    types.push(...loaded.types);
    bytes += padded(loaded.bytes);
  }
  return bytes > 64 ? rule.refuse('concat: more than 64 bytes') : { types, bytes, order: 'big' };
}

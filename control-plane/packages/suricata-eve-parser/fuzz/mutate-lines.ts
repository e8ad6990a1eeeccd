// Real lines → lines as an attacker, a full disk or a careless tool would leave them. Everything comes from one seeded
// generator, so that a finding is found again.

export type Random = (below: number) => number;

/** Mulberry32: small, fast, good enough to pick places and pieces. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random(items.length)] as T;
}

const NUMBERS =
  '0 -0 00 01 -01 1. .5 1.5 -1.5e3 1e5 1E+5 1e+ 1e -  + 9007199254740993 123456789012345678901234567890 1e400 5e-324 0.0 0e0 1.5.5 1-1 ++1 0x10 Infinity NaN 9999999999999999 9007199254740991 9007199254740992';
const VALUES = [
  ...NUMBERS.split(' '),
  ...[
    'true',
    'false',
    'null',
    'tru',
    'truee',
    'nul',
    'falsey',
    'True',
    '12true',
    '{}',
    '[]',
    '[{}]',
    '[[]]',
    '{"a":1}',
  ],
  ...[
    '[1,2]',
    '[1,]',
    '[,1]',
    '{"a"}',
    '{"a":}',
    '{,}',
    '["a":1]',
    '{"a":1,"b"}',
    '{"a":1,}',
    '[}',
    '{]',
    '""',
    '"\\"',
  ],
  ...[
    '"\\u00e9"',
    '"\\ud83d\\ude00"',
    '"\\ud83d"',
    '"\\u12"',
    '"\\x"',
    '"\\\\"',
    '"\\/"',
    '"a\\"b"',
    '"日本語"',
    '"\u2028"',
  ],
];
const KEYS = [
  'event_type',
  'event\\u005ftype',
  '__proto__',
  'constructor',
  'toString',
  'src_ip',
  '',
  'é',
  'a\\"b',
  'app_proto_expected',
];
const PIECES = [
  ...[' ', '\t', '\r', '\n', '\0', '\x1f', '\x7f', ',', ':', '"', '\\', '{', '}', '[', ']', '0', '-', 'e', '.', 't'],
  ...['""', '\\"', '\\\\', '\\u0041', '":"', '","', '},{', '"event_type":"alert",', '\u00e9', '{"a":1}'],
];
const BYTES = [
  0x00, 0x09, 0x0a, 0x0d, 0x1f, 0x20, 0x22, 0x2c, 0x30, 0x39, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x7f, 0x80, 0xc3,
  0xe3, 0xf0, 0xff,
];

type Mutation = (line: Buffer, random: Random, other: Buffer) => Buffer;

const splice = (line: Buffer, at: number, drop: number, put: Buffer | string): Buffer =>
  Buffer.concat([line.subarray(0, at), Buffer.from(put), line.subarray(at + drop)]);

/** Place of a random byte of that value, −1 without one. */
function placeOf(line: Buffer, byte: number, random: Random): number {
  const from = random(line.length + 1);
  const after = line.indexOf(byte, from);
  return after >= 0 ? after : line.indexOf(byte);
}

const ofBytes: Mutation[] = [
  (line, random) => splice(line, random(line.length + 1), 1, Buffer.from([random(256)])),
  (line, random) => splice(line, random(line.length + 1), random(2), Buffer.from([pick(random, BYTES)])),
  (line, random) => splice(line, random(line.length + 1), 1 + random(4), ''),
  (line, random) => splice(line, random(line.length + 1), 0, pick(random, PIECES)),
  (line, random) => line.subarray(0, random(line.length + 1)),
  (line, random) => line.subarray(random(line.length + 1)),
  (line, random, other) =>
    Buffer.concat([line.subarray(0, random(line.length + 1)), other.subarray(random(other.length + 1))]),
  (line, random) => splice(line, random(line.length + 1), random(64), Buffer.alloc(random(200), pick(random, PIECES))),
];

const ofStructure: Mutation[] = [
  (line, random) => {
    const colon = placeOf(line, 0x3a, random);
    const end = /[,}\]]/.exec(line.toString('latin1', colon + 1));
    return colon < 0 || end === null ? line : splice(line, colon + 1, end.index, pick(random, VALUES));
  },
  (line, random) => {
    const brace = placeOf(line, 0x7b, random);
    return splice(line, brace + 1, 0, `"${pick(random, KEYS)}":${pick(random, VALUES)}${pick(random, [',', ''])}`);
  },
  (line, random) => {
    const comma = placeOf(line, 0x2c, random);
    return splice(line, comma + 1, 0, `"${pick(random, KEYS)}":${pick(random, VALUES)},`);
  },
  // Puts everything behind it at another place in its block of 64 bytes.
  (line, random) => splice(line, placeOf(line, 0x7b, random) + 1, 0, `"pad":"${'x'.repeat(random(140))}",`),
  (line, random) =>
    splice(line, placeOf(line, 0x7b, random) + 1, 0, `"${'k'.repeat(random(140))}":${'1'.repeat(1 + random(80))},`),
  (line, random) => splice(line, placeOf(line, 0x22, random) + 1, 0, '\\'.repeat(random(70)) + pick(random, PIECES)),
  (line, random) =>
    splice(
      line,
      placeOf(line, pick(random, [0x2c, 0x3a, 0x7b, 0x5b, 0x7d]), random) + 1,
      0,
      pick(random, [' ', '\t', '\r', '  ']),
    ),
  (line, random) => {
    const depth = random(pick(random, [4, 70, 200]));
    const [open, close] = pick(random, [
      ['[', ']'],
      ['{"a":', '}'],
      ['[{"b":', '}]'],
    ] as const);
    const inner = `${open.repeat(depth)}1${close.repeat(depth - (random(8) === 0 ? 1 : 0) < 0 ? 0 : depth)}`;
    return splice(line, placeOf(line, 0x7b, random) + 1, 0, `"deep":${inner},`);
  },
  (line) => Buffer.concat([line, Buffer.from('\r')]),
  (line, _random, other) => Buffer.concat([line, other]),
];

/** The line, changed up to `most` times; most results are not JSON any more, many still are. */
export function mutate(line: Buffer, other: Buffer, most: number, random: Random): Buffer {
  let changed = line;
  for (let count = random(most + 1); count > 0; count -= 1) {
    changed = pick(random, random(3) === 0 ? ofBytes : ofStructure)(changed, random, other);
  }
  return changed;
}

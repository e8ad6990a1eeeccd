/** Selectors and values in words: fields by the names of the catalogue, everything else close to nft's own form. */
import { fillTemplate } from './fill-template.ts';
import type { ExplainWording } from './wording/explain-wording.ts';

type Fields = Readonly<Record<string, unknown>>;
type Explain = (value: unknown, words: ExplainWording) => string;

const INFIX = ['&', '|', '^', '<<', '>>'];
const NAMED: Readonly<Record<string, (fields: Fields, words: ExplainWording, explain: Explain) => string>> = {
  payload: (fields, words) =>
    'base' in fields
      ? `@${String(fields['base'])},${String(fields['offset'])},${String(fields['len'])}`
      : field(`${String(fields['protocol'])} ${String(fields['field'])}`, words),
  meta: (fields, words) => field(`meta ${String(fields['key'])}`, words),
  ct: (fields, words) => {
    const text = field(`ct ${String(fields['key'])}`, words);
    return fields['dir'] === undefined ? text : `${text} (${word(String(fields['dir']), words)})`;
  },
  exthdr: (fields, words) => field(`exthdr ${named(fields)}`, words),
  'tcp option': (fields, words) => field(`tcp option ${named(fields)}`, words),
  fib: (fields, words) => {
    const flags = [fields['flags']].flat().map(String);
    return fillTemplate(words.fib, {
      flags: flags.join(' . '),
      result: field(`fib ${String(fields['result'])}`, words),
    });
  },
  socket: (fields, words) => field(`socket ${String(fields['key'])}`, words),
  rt: (fields, words) => field(`rt ${String(fields['key'])}`, words),
  numgen: (fields, words) =>
    fillTemplate(words.spread, { by: word(String(fields['mode']), words), mod: fields['mod'] }),
  jhash: (fields, words, explain) =>
    fillTemplate(words.spread, { by: explain(fields['expr'], words), mod: fields['mod'] }),
  symhash: (fields, words) => fillTemplate(words.spread, { by: word('connection', words), mod: fields['mod'] }),
  map: (fields, words, explain) =>
    fillTemplate(words.mapped, { key: explain(fields['key'], words), data: explain(fields['data'], words) }),
  prefix: (fields) => `${String(fields['addr'])}/${String(fields['len'])}`,
  set: (fields, words, explain) => explain(fields, words),
  elem: (fields, words, explain) => {
    const key = explain(fields['val'], words);
    return fields['timeout'] === undefined
      ? key
      : `${key} (${fillTemplate(words.seconds, { count: fields['timeout'] })})`;
  },
};

export function explainValue(value: unknown, words: ExplainWording): string {
  if (typeof value === 'boolean') return word(value ? 'present' : 'missing', words);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    const isPair = value.length === 2 && typeof value[1] === 'object' && value[1] !== null && !('range' in value[1]);
    const parts = value.map((part) => (isPair ? explainVerdictOr(part, words) : explainValue(part, words)));
    return isPair ? parts.join(': ') : `{ ${parts.join(', ')} }`;
  }
  const [kind = '?', body] = Object.entries(value)[0] ?? [];
  const explainNamed = NAMED[kind];
  if (explainNamed !== undefined) return explainNamed((body ?? {}) as Fields, words, explainValue);
  const parts = Array.isArray(body) ? body.map((part) => explainValue(part, words)) : [];
  if (kind === 'range') return parts.join('-');
  if (kind === 'concat') return parts.join(' . ');
  return INFIX.includes(kind) ? parts.join(` ${kind} `) : explainVerdictOr(value, words);
}

/** Values of verdict maps are statements. */
function explainVerdictOr(value: unknown, words: ExplainWording): string {
  if (typeof value !== 'object' || value === null) return explainValue(value, words);
  const [kind = '?', body] = Object.entries(value)[0] ?? [];
  const template = words.statements[kind];
  if (template !== undefined) return fillTemplate(template, (body ?? {}) as Fields);
  return kind in NAMED || ['range', 'concat', ...INFIX].includes(kind) ? explainValue(value, words) : kind;
}

function field(name: string, words: ExplainWording): string {
  return words.selectors[name] ?? name;
}

function named(fields: Fields): string {
  return fields['field'] === undefined
    ? String(fields['name'])
    : `${String(fields['name'])} ${String(fields['field'])}`;
}

export function word(name: string, words: ExplainWording): string {
  return words.statements[name] ?? name;
}

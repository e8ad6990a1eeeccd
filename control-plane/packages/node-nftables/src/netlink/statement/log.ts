/** `log`: to an NFLOG group, or without one to the kernel's own log. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug', 'audit'];
const WARN = 4;
const FLAGS: Readonly<Record<string, number>> = {
  'tcp sequence': 1,
  'tcp options': 2,
  'ip options': 4,
  skuid: 8,
  ether: 0x20,
  all: 0x2f,
};
const MOST_PREFIX_BYTES = 127;

export function compileLog(rule: RuleBuilder, body: unknown): void {
  const {
    prefix,
    group,
    snaplen,
    level,
    flags,
    'queue-threshold': threshold,
  } = isRecord(body) ? body : ({} as Record<string, unknown>);
  if (prefix !== undefined && (typeof prefix !== 'string' || Buffer.byteLength(prefix) > MOST_PREFIX_BYTES)) {
    rule.refuse(`log: prefix of at most ${MOST_PREFIX_BYTES} bytes`);
    return;
  }
  const levelNumber = level === undefined ? undefined : LEVELS.indexOf(String(level));
  const bits = flagBits(flags);
  if (levelNumber === -1 || bits === undefined) rule.refuse('log: unknown level or flag');
  else if (group === undefined) rule.push('log', { prefix: textOf(prefix), level: levelNumber ?? WARN, flags: bits });
  else {
    rule.push('log', {
      prefix: textOf(prefix),
      group: numberOf(group),
      snaplen: numberOf(snaplen),
      threshold: numberOf(threshold),
    });
  }
}

function flagBits(flags: unknown): number | undefined {
  let bits = 0;
  for (const flag of flags === undefined ? [] : Array.isArray(flags) ? flags : [flags]) {
    const bit = FLAGS[String(flag)];
    if (bit === undefined) return undefined;
    bits |= bit;
  }
  return bits;
}

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function readLog(expression: ExpressionOf<'log'>): object {
  const { prefix, group, snaplen, threshold, level, flags = 0 } = expression;
  const names =
    flags === FLAGS['all']
      ? ['all']
      : Object.keys(FLAGS).filter((name) => name !== 'all' && (flags & (FLAGS[name] ?? 0)) !== 0);
  const log = {
    ...(prefix === undefined || prefix === '' ? {} : { prefix }),
    ...(group === undefined ? {} : { group }),
    ...(snaplen === undefined || snaplen === 0 ? {} : { snaplen }),
    ...(threshold === undefined || threshold === 0 ? {} : { 'queue-threshold': threshold }),
    ...(level === undefined || level === WARN ? {} : { level: LEVELS[level] }),
    ...(names.length === 0 ? {} : { flags: names.length === 1 ? names[0] : names }),
  };
  return { log: Object.keys(log).length === 0 ? null : log };
}

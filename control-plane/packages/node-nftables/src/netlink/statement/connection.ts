/** ct count, ct helper, ct timeout, ct expectation, flow, notrack, last, synproxy: statements about the connection. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { OBJECT_TYPE, pushObjectReference } from './object-reference.ts';

const FLAG_OVER = 1;
const SYNPROXY: Readonly<Record<string, number>> = { mss: 1, wscale: 2, 'sack-perm': 4, timestamp: 8 };

export function compileCtCount(rule: RuleBuilder, body: unknown): void {
  const { val, inv } = isRecord(body) ? body : { val: undefined, inv: undefined };
  if (typeof val !== 'number' || val < 0) rule.refuse('ct count: val');
  else rule.push('connlimit', { count: val, flags: inv === true ? FLAG_OVER : 0 });
}

export function readCtCount(expression: ExpressionOf<'connlimit'>): object {
  const { count = 0, flags = 0 } = expression;
  return { 'ct count': { val: count, ...((flags & FLAG_OVER) === 0 ? {} : { inv: true }) } };
}

export function compileFlow(rule: RuleBuilder, body: unknown): void {
  const { flowtable } = isRecord(body) ? body : { flowtable: undefined };
  if (typeof flowtable !== 'string') rule.refuse('flow: the flowtable as "@name"');
  else rule.push('flow_offload', { table: flowtable.replace(/^@/, '') });
}

export function compileSynproxy(rule: RuleBuilder, body: unknown): void {
  if (typeof body === 'string') {
    pushObjectReference(rule, OBJECT_TYPE.synproxy, body);
    return;
  }
  const { mss, wscale, flags } = isRecord(body) ? body : ({} as Record<string, unknown>);
  let bits = (mss === undefined ? 0 : 1) | (wscale === undefined ? 0 : 2);
  for (const flag of flags === undefined ? [] : Array.isArray(flags) ? flags : [flags])
    bits |= SYNPROXY[String(flag)] ?? 0;
  rule.push('synproxy', {
    mss: typeof mss === 'number' ? mss : undefined,
    wscale: typeof wscale === 'number' ? wscale : undefined,
    flags: bits,
  });
}

export function readSynproxy(expression: ExpressionOf<'synproxy'>): object {
  const { mss, wscale, flags = 0 } = expression;
  const names = ['sack-perm', 'timestamp'].filter((name) => (flags & (SYNPROXY[name] ?? 0)) !== 0);
  const body = {
    ...((flags & 1) === 0 ? {} : { mss }),
    ...((flags & 2) === 0 ? {} : { wscale }),
    ...(names.length === 0 ? {} : { flags: names.length === 1 ? names[0] : names }),
  };
  return { synproxy: Object.keys(body).length === 0 ? null : body };
}

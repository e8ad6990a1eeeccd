/** `synproxy`: answers the beginning of a TCP connection for a server; of the rule's own, or by name the object's. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { OBJECT_TYPE, pushObjectReference } from './object-reference.ts';

const BITS: Readonly<Record<string, number>> = { mss: 1, wscale: 2, 'sack-perm': 4, timestamp: 8 };

export function compileSynproxy(rule: RuleBuilder, body: unknown): void {
  if (typeof body === 'string') pushObjectReference(rule, OBJECT_TYPE.synproxy, body);
  else rule.push('synproxy', synproxyFields(body));
}

export function synproxyFields(body: unknown): Omit<ExpressionOf<'synproxy'>, 'name'> {
  const { mss, wscale, flags } = isRecord(body) ? body : ({} as Record<string, unknown>);
  let bits = (mss === undefined ? 0 : 1) | (wscale === undefined ? 0 : 2);
  for (const flag of flags === undefined ? [] : Array.isArray(flags) ? flags : [flags]) bits |= BITS[String(flag)] ?? 0;
  return {
    mss: typeof mss === 'number' ? mss : undefined,
    wscale: typeof wscale === 'number' ? wscale : undefined,
    flags: bits,
  };
}

/** What stands behind `synproxy`, or nothing when all is left to the kernel. */
export function readSynproxy(expression: ExpressionOf<'synproxy'>): object | null {
  const { mss, wscale, flags = 0 } = expression;
  const names = ['sack-perm', 'timestamp'].filter((name) => (flags & (BITS[name] ?? 0)) !== 0);
  const body = {
    ...((flags & 1) === 0 ? {} : { mss }),
    ...((flags & 2) === 0 ? {} : { wscale }),
    ...(names.length === 0 ? {} : { flags: names.length === 1 ? names[0] : names }),
  };
  return Object.keys(body).length === 0 ? null : body;
}

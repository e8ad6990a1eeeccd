/** `queue`: to a program in user space; several queues are shared by flow. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';

const FLAGS: Readonly<Record<string, number>> = { bypass: 1, fanout: 2 };

export function compileQueue(rule: RuleBuilder, body: unknown): void {
  const { num = 0, flags } = isRecord(body) ? body : ({} as Record<string, unknown>);
  const range = isRecord(num) && Array.isArray(num['range']) ? num['range'] : [num, num];
  const [from, to] = range as readonly unknown[];
  let bits = 0;
  for (const flag of flags === undefined ? [] : Array.isArray(flags) ? flags : [flags])
    bits |= FLAGS[String(flag)] ?? 256;
  if (typeof from !== 'number' || typeof to !== 'number' || from < 0 || to < from || to > 65_535 || bits > 3) {
    rule.refuse(`queue: not a queue number, range or flag: ${JSON.stringify(body)}`);
  } else if (bits === 0) rule.push('queue', { num: from, total: to - from + 1 });
  else rule.push('queue', { num: from, total: to - from + 1, flags: bits });
}

export function readQueue(expression: ExpressionOf<'queue'>): object {
  const { num = 0, total = 1, flags = 0 } = expression;
  const names = Object.keys(FLAGS).filter((name) => (flags & (FLAGS[name] ?? 0)) !== 0);
  return {
    queue: {
      num: total > 1 ? { range: [num, num + total - 1] } : num,
      ...(names.length === 0 ? {} : { flags: names.length === 1 ? names[0] : names }),
    },
  };
}

/** `quota`: true until (or, with inv, from) so many bytes; of the rule's own, or by name the object's. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { OBJECT_TYPE, pushObjectReference } from './object-reference.ts';

const UNITS: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1_048_576 };
const FLAG_OVER = 1;

export function compileQuota(rule: RuleBuilder, body: unknown): void {
  if (typeof body === 'string' || (isRecord(body) && 'map' in body)) {
    pushObjectReference(rule, OBJECT_TYPE.quota, body);
    return;
  }
  const {
    val,
    val_unit: unit,
    used,
    used_unit: usedUnit,
    inv,
  } = isRecord(body) ? body : ({} as Record<string, unknown>);
  const factor = UNITS[String(unit ?? 'bytes')];
  const usedFactor = UNITS[String(usedUnit ?? 'bytes')];
  if (typeof val !== 'number' || factor === undefined || usedFactor === undefined)
    rule.refuse('quota: val and val_unit');
  else {
    const consumed = typeof used === 'number' ? used * usedFactor : 0;
    rule.push('quota', { bytes: val * factor, consumed, flags: inv === true ? FLAG_OVER : 0 });
  }
}

export function readQuota(expression: ExpressionOf<'quota'>): object {
  const { bytes = 0, consumed = 0, flags = 0 } = expression;
  const [val, unit] = scaled(bytes);
  const [used, usedUnit] = scaled(consumed);
  return {
    quota: {
      val,
      val_unit: unit,
      ...((flags & FLAG_OVER) === 0 ? {} : { inv: true }),
      ...(consumed === 0 ? {} : { used, used_unit: usedUnit }),
    },
  };
}

function scaled(bytes: number): readonly [number, string] {
  for (const unit of ['mbytes', 'kbytes']) {
    const factor = UNITS[unit] ?? 1;
    if (bytes > 0 && bytes % factor === 0) return [bytes / factor, unit];
  }
  return [bytes, 'bytes'];
}

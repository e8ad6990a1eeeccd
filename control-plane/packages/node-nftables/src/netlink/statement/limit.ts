/** `limit`: a token bucket of the rule's own, or by name the object's. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { OBJECT_TYPE, pushObjectReference } from './object-reference.ts';

const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };
const BYTES: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1_048_576 };
const TYPE_PACKETS = 0;
const TYPE_BYTES = 1;
const FLAG_OVER = 1;
const DEFAULT_BURST_PACKETS = 5;

export function compileLimit(rule: RuleBuilder, body: unknown): void {
  if (typeof body === 'string' || (isRecord(body) && 'map' in body)) {
    pushObjectReference(rule, OBJECT_TYPE.limit, body);
    return;
  }
  const fields = limitFields(body);
  if (fields === undefined) rule.refuse('limit: rate above 0, per second, minute, hour, day or week');
  else rule.push('limit', fields);
}

export function limitFields(body: unknown): Omit<ExpressionOf<'limit'>, 'name'> | undefined {
  if (!isRecord(body)) return undefined;
  const { rate, per = 'second', burst, inv } = body;
  const rateUnit = body['rate_unit'] ?? 'packets';
  const unit = typeof per === 'string' ? SECONDS[per] : undefined;
  if (typeof rate !== 'number' || !Number.isSafeInteger(rate) || rate < 1 || unit === undefined) return undefined;
  const flags = inv === true ? FLAG_OVER : 0;
  if (rateUnit === 'packets') {
    return { rate, unit, burst: typeof burst === 'number' ? burst : DEFAULT_BURST_PACKETS, type: TYPE_PACKETS, flags };
  }
  const factor = BYTES[String(rateUnit)];
  const burstFactor = BYTES[String(body['burst_unit'] ?? 'bytes')];
  if (factor === undefined || burstFactor === undefined) return undefined;
  const burstBytes = typeof burst === 'number' ? burst * burstFactor : 0;
  return { rate: rate * factor, unit, burst: burstBytes, type: TYPE_BYTES, flags };
}

export function readLimit(expression: ExpressionOf<'limit'>): object {
  return { limit: limitBody(expression) };
}

export function limitBody(expression: Omit<ExpressionOf<'limit'>, 'name'>): object {
  const { rate = 0, unit = 1, burst = 0, type = 0, flags = 0 } = expression;
  const per = Object.entries(SECONDS).find(([, seconds]) => seconds === unit)?.[0] ?? 'second';
  const inv = (flags & FLAG_OVER) === 0 ? {} : { inv: true };
  if (type !== TYPE_BYTES) return { rate, burst, per, ...inv };
  const [scaledRate, rateUnit] = scaled(rate);
  const [scaledBurst, burstUnit] = scaled(burst);
  return { rate: scaledRate, burst: scaledBurst, per, ...inv, rate_unit: rateUnit, burst_unit: burstUnit };
}

/** The largest unit that leaves a whole number. */
function scaled(bytes: number): readonly [number, string] {
  for (const unit of ['mbytes', 'kbytes']) {
    const factor = BYTES[unit] ?? 1;
    if (bytes > 0 && bytes % factor === 0) return [bytes / factor, unit];
  }
  return [bytes, 'bytes'];
}

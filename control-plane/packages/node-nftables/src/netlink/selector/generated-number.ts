/** Numbers made by the kernel for spreading: counting or random, or a hash of the packet. */
import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import type { Loaded } from './loaded.ts';

export const NUMGEN_MODES: Readonly<Record<string, number>> = { inc: 0, random: 1 };
const HASH_JENKINS = 0;
const HASH_SYMMETRIC = 1;

export function loadNumgen(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  const { mode, mod, offset } = isRecord(body) ? body : { mode: undefined, mod: undefined, offset: undefined };
  const type = typeof mode === 'string' ? NUMGEN_MODES[mode] : undefined;
  if (type === undefined || typeof mod !== 'number' || mod < 1) return rule.refuse('numgen: mode inc or random, mod');
  rule.push('numgen', { dreg: slot, modulus: mod, type, offset: typeof offset === 'number' ? offset : 0 });
  return generated();
}

export function loadHash(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  const { mod, offset, seed, expr } = isRecord(body) ? body : { mod: 0, offset: 0, seed: 0, expr: undefined };
  if (typeof mod !== 'number' || mod < 1) return rule.refuse('hash: mod');
  const common = { dreg: slot, modulus: mod, offset: typeof offset === 'number' ? offset : 0 };
  if (expr === undefined) {
    rule.push('hash', { ...common, type: HASH_SYMMETRIC });
    return generated();
  }
  const loaded = rule.load(expr, slot + 4);
  if (loaded === undefined) return undefined;
  const seeded = typeof seed === 'number' ? { seed } : {};
  rule.push('hash', { ...common, sreg: slot + 4, len: loaded.bytes, ...seeded, type: HASH_JENKINS });
  return generated();
}

function generated(): Loaded {
  return { types: [dataType('integer')], bytes: 4, order: 'host' };
}

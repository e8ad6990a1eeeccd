/** accept, drop, continue, return, jump, goto: one immediate into the verdict register. */
import { isRecord } from '../element/encode-key.ts';
import { type KernelExpression, VERDICT_SLOT, type Verdict } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';

const CODES: Readonly<Record<string, number>> = {
  drop: 0,
  accept: 1,
  continue: -1,
  jump: -3,
  goto: -4,
  return: -5,
};

export function isVerdictName(name: string): boolean {
  return Object.hasOwn(CODES, name);
}

export function compileVerdict(rule: RuleBuilder, name: string, body: unknown): void {
  const verdict = encodeVerdict({ [name]: body });
  if (verdict === undefined) rule.refuse(`${name}: a chain's name as target`);
  else rule.push('immediate', { dreg: VERDICT_SLOT, data: verdict });
}

/** Of `{ drop: null }`, `{ jump: { target } }`; undefined when it is no verdict. */
export function encodeVerdict(value: unknown): Verdict | undefined {
  const [name, body] = isRecord(value) ? (Object.entries(value)[0] ?? []) : [];
  const code = name === undefined ? undefined : CODES[name];
  if (code === undefined) return undefined;
  if (name !== 'jump' && name !== 'goto') return { code };
  const target = isRecord(body) ? body['target'] : undefined;
  return typeof target === 'string' && target !== '' ? { code, chain: target } : undefined;
}

export function decodeVerdict(verdict: Verdict): Record<string, unknown> {
  const name = Object.entries(CODES).find(([, code]) => code === verdict.code)?.[0] ?? 'continue';
  return { [name]: verdict.chain === undefined ? null : { target: verdict.chain } };
}

export function readVerdict(expression: KernelExpression): Record<string, unknown> | undefined {
  if (expression.name !== 'immediate' || expression.dreg !== VERDICT_SLOT) return undefined;
  const { data } = expression;
  return data === undefined || data instanceof Uint8Array ? undefined : decodeVerdict(data);
}

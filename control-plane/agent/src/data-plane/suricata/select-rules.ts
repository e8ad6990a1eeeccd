import { createHash } from 'node:crypto';
import type { DesiredState } from '@omamori/contract/desired-state';

export interface SelectedRules {
  readonly text: string;
  /** What the engine must count as loaded, else the reload is not proved. */
  readonly count: number;
  /** SHA-256 over the text: equal keys mean equal rules. */
  readonly key: string;
}

/** Rules that the box makes itself; the bundle's sources stay below. */
const PROTECTED_SID = 1_900_001;
const ACTIONS = 'alert|drop|pass|reject|rejectsrc|rejectdst|rejectboth';
const RULE = new RegExp(`^(?:${ACTIONS})\\s`);
const BLOCKING = /^(?:drop|reject|rejectsrc|rejectdst|rejectboth)(?=\s)/;

/**
 * The bundle's rules under the policy: `block` as they are, `detect` every blocking action as `alert`, `off` none.
 * Protected destinations pass: no rule may cut off the center. Continued lines (`\`) are joined first.
 */
export function selectRules(
  bundleRules: Uint8Array,
  ips: DesiredState['ips'],
  protectedDestinations: readonly string[],
): SelectedRules {
  const kept = ips.mode === 'off' ? [] : keptRules(bundleRules, ips);
  const lines = [passRule(protectedDestinations), ...kept];
  const text = `${lines.join('\n')}\n`;
  return { text, count: lines.length, key: createHash('sha256').update(text).digest('hex') };
}

function keptRules(bundleRules: Uint8Array, { mode, disabledRules }: DesiredState['ips']): string[] {
  const disabled = new Set(disabledRules.map(String));
  const kept: string[] = [];
  const joined = Buffer.from(bundleRules)
    .toString('utf8')
    .replace(/\\\r?\n\s*/g, '');
  for (const raw of joined.split(/\r?\n/)) {
    const line = raw.trim();
    if (!RULE.test(line)) continue;
    const sid = /[;(]\s*sid\s*:\s*(\d+)\s*;/.exec(line)?.[1];
    if (sid !== undefined && disabled.has(sid)) continue;
    kept.push(mode === 'detect' ? line.replace(BLOCKING, 'alert') : line);
  }
  return kept;
}

function passRule(destinations: readonly string[]): string {
  return `pass ip $HOME_NET any <> [${destinations.join(',')}] any (msg:"Omamori protected destination"; sid:${PROTECTED_SID}; rev:1;)`;
}

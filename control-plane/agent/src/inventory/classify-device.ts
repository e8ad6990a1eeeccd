import type { DeviceFact, DeviceGuess } from '@omamori/contract/inventory';
import { EVIDENCE } from './evidence-table.ts';

export interface Classified {
  readonly kind?: DeviceGuess;
  readonly system?: DeviceGuess;
}

/** Less is told as unknown. */
const LEAST = 0.4;
/** Nothing that a device says about itself is proof: it can say anything. */
const MOST = 0.95;
/** Two answers as near to each other as this are none. */
const CLOSE = 0.05;
const MOST_WHY = 4;

/**
 * What a device is, by what it said. A part is left out while it is unknown.
 * Each row of the table counts once, however many facts match it, and rows count as independent: the confidence of an
 * answer is 1 − Π(1 − weight) of its own rows, so that more evidence for it never lowers it.
 */
export function classifyDevice(facts: readonly DeviceFact[]): Classified {
  const kind = guess(facts, 'kind');
  const system = guess(facts, 'system');
  return { ...(kind === null ? {} : { kind }), ...(system === null ? {} : { system }) };
}

interface Answer {
  doubt: number;
  readonly why: { readonly weight: number; readonly fact: DeviceFact }[];
}

function guess(facts: readonly DeviceFact[], part: 'kind' | 'system'): DeviceGuess | null {
  const answers = new Map<string, Answer>();
  for (const row of EVIDENCE) {
    const speaks = row[part];
    const found =
      speaks === undefined ? undefined : facts.find(({ fact, value }) => fact === row.fact && row.match.test(value));
    if (speaks === undefined || found === undefined) continue;
    const [is, weight] = speaks;
    const answer = answers.get(is) ?? { doubt: 1, why: [] };
    answers.set(is, answer);
    answer.doubt *= 1 - weight;
    answer.why.push({ weight, fact: found });
  }
  const [best, second] = [...answers].sort(([, a], [, b]) => a.doubt - b.doubt);
  if (best === undefined) return null;
  const [is, { doubt, why }] = best;
  const isClose = second !== undefined && second[1].doubt - doubt < CLOSE;
  if (1 - doubt < LEAST || isClose) return null;
  return { is, confidence: Math.min(MOST, Math.round((1 - doubt) * 100) / 100), why: strongest(why) };
}

function strongest(why: Answer['why']): DeviceFact[] {
  const facts = why.toSorted((a, b) => b.weight - a.weight).map(({ fact }) => fact);
  return [...new Set(facts)].slice(0, MOST_WHY);
}

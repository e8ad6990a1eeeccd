// Ways to a place on the internet, tried by a device of the office and judged at the receiver: what its servers noted is
// what arrived, whatever the device was answered.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { HostName } from '../lab/build-network.ts';
import { APPLIANCE } from '../lab/cast.ts';
import { markedLog, resolverLog } from '../lab/start-actors.ts';
import type { Lab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { readReceipts, runAction } from './run-action.ts';

export const OUTCOMES = ['answered', 'no-name', 'no-record', 'page', 'reset', 'unreachable', 'silent'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Way {
  readonly way: string;
  readonly name: string;
  readonly address: string;
  readonly expected: Outcome;
}

const triedSchema = z.object({
  way: z.string(),
  name: z.string(),
  address: z.string(),
  sourcePort: z.number(),
  outcome: z.enum(OUTCOMES),
  ms: z.number(),
  detail: z.string().optional(),
});
export type Tried = z.infer<typeof triedSchema> & { readonly expected: Outcome; readonly arrived: boolean };

const receiptSchema = z.object({ to: z.string(), port: z.number(), sourcePort: z.number(), what: z.string() });

let nextPort = 33_000;

export async function tryWays(lab: Lab, host: HostName, ways: readonly Way[]): Promise<Tried[]> {
  const first = nextPort;
  nextPort += ways.length * 2;
  const before = (await readReceipts(markedLog(lab), receiptSchema)).length;
  const planned = ways.map(({ way, name, address }) => `${way}/${name}/${address}`);
  const tried = await runAction(lab, host, 'try-ways', [String(first), ...planned], triedSchema);
  const receipts = (await readReceipts(markedLog(lab), receiptSchema)).slice(before);
  const asked = await questionsHeard(lab);
  return tried.map((one, index) => ({
    ...one,
    expected: ways[index]?.expected ?? 'silent',
    arrived: isQuestion(one.way) ? asked.has(one.name) : receipts.some((receipt) => isOf(receipt, one)),
  }));
}

/** On a kept connection the clean request before it arrives as it should. */
function isOf(
  { sourcePort, what }: z.infer<typeof receiptSchema>,
  { sourcePort: own, way, name }: z.infer<typeof triedSchema>,
) {
  return sourcePort === own && ((way !== 'kept' && way !== 'pipelined') || what.startsWith(name));
}

function isQuestion(way: string): boolean {
  return way.startsWith('dns-') || way === 'https-record';
}

async function questionsHeard(lab: Lab): Promise<ReadonlySet<string>> {
  const text = await readFile(resolverLog(lab), 'utf8').catch(() => '');
  return new Set([...text.matchAll(/ query\[[^\]]+\] (\S+) from /g)].map(([, name = '']) => name));
}

/** What did not hold, in words: another outcome, or something that arrived although it was refused. */
export function judgeWays(tried: readonly Tried[]): string[] {
  return tried.flatMap((one) => {
    const told = `${one.way} ${one.name} ${one.address}`;
    const wrong =
      one.outcome === one.expected ? [] : [`${told}: ${one.outcome} (${one.detail ?? ''}) instead of ${one.expected}`];
    const mayArrive = one.expected === 'answered';
    return [...wrong, ...(one.arrived === mayArrive ? [] : [`${told}: ${one.arrived ? 'arrived' : 'did not arrive'}`])];
  });
}

/** One line a way: how long until the device knew, both families. */
export function tellTimes(tried: readonly Tried[]): string {
  const lines = new Map<string, number[]>();
  for (const { way, outcome, ms } of tried) {
    if (outcome === 'answered') continue;
    const key = `${way} ${outcome}`;
    lines.set(key, [...(lines.get(key) ?? []), ms]);
  }
  return [...lines].map(([key, times]) => `  ${key}: ${times.map((ms) => `${ms} ms`).join(', ')}\n`).join('');
}

type PolicyPart = Partial<Parameters<Lab['center']['setPolicy']>[1]>;

/** Changes the box's own policy and waits until the box reports it applied. */
export async function changePolicy(lab: Lab, part: PolicyPart): Promise<void> {
  await lab.center.signIn();
  const current = await lab.center.policy(APPLIANCE);
  const sent = await lab.center.setPolicy(APPLIANCE, { ...current.policy, ...part }, current.version);
  await waitUntil('the new policy is in force', 90_000 * lab.patience, async () => {
    const fleet = await lab.center.fleet();
    const box = fleet.appliances.find(({ id }) => id === APPLIANCE);
    return box !== undefined && box.appliedVersion >= sent.version && box.convergence === 'converged';
  });
}

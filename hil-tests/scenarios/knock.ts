import { z } from 'zod';
import type { AddressPlan, DualAddress } from '../lab/address-plan.ts';
import { officeAddress } from '../lab/address-plan.ts';
import { deviceOf } from '../lab/cast.ts';
import { labProgram } from '../lab/programs.ts';
import type { Lab } from '../lab/start-lab.ts';

export const attemptSchema = z.object({
  from: z.string(),
  sourcePort: z.number(),
  sentAt: z.number(),
  connected: z.boolean(),
  answered: z.boolean(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export interface Knocks {
  readonly from: DualAddress;
  readonly family: 4 | 6;
  readonly firstPort: number;
  readonly count: number;
  readonly everyMs: number;
  readonly user: string;
  /** How long an attempt waits for an answer; default 1,500 ms, long enough for one retransmission of the SYN. */
  readonly timeoutMs?: number;
}

/** Remote desktop attempts on the office's server: over IPv4 at the router's public address, over IPv6 directly. */
export async function knock(lab: Lab, knocks: Knocks): Promise<Attempt[]> {
  const from = knocks.family === 4 ? knocks.from.v4 : knocks.from.v6;
  const numbers = [knocks.firstPort, knocks.count, knocks.everyMs].map(String);
  const timeout = knocks.timeoutMs === undefined ? [] : [String(knocks.timeoutMs)];
  const argv = [
    process.execPath,
    labProgram('actions/knock-rdp'),
    from,
    targetOf(lab.plan, knocks.family),
    ...numbers,
    knocks.user,
    ...timeout,
  ];
  const outcome = await lab.run('net', argv, 60_000 + knocks.count * (knocks.everyMs + 50));
  if (outcome.exitCode !== 0) throw new Error(`the attempts could not be made: ${outcome.stderr.slice(-300)}`);
  const lines = outcome.stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => attemptSchema.parse(JSON.parse(line)));
}

function targetOf(plan: AddressPlan, family: 4 | 6): string {
  return family === 4 ? plan.router.v4 : officeAddress(plan, deviceOf('srv').host).v6;
}

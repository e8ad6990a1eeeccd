import { z } from 'zod';
import { namespaceOf } from '../lab/build-network.ts';
import { APPLIANCE } from '../lab/cast.ts';
import { DANGEROUS_NAMES } from '../lab/dangerous-sites.ts';
import { logFileOf, makeFolders } from '../lab/lab-paths.ts';
import { labProgram } from '../lab/programs.ts';
import type { Lab } from '../lab/start-lab.ts';
import { startUnit } from '../lab/supervise.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { FAULTS, type Fault, type FaultName } from './engine-fault-kinds.ts';
import { knock } from './knock.ts';
import { type LongAction, startLongAction } from './long-action.ts';
import { readInspection, type Volume } from './read-inspection.ts';

const talkSchema = z.object({
  open: z.number(),
  sent: z.number(),
  received: z.number(),
  longestStallMs: z.number(),
  whole: z.number(),
});
const askedSchema = z.object({ v4: z.boolean(), v6: z.boolean() });
export type Talks = z.infer<typeof talkSchema>;

export interface FaultResult {
  readonly fault: FaultName;
  /** Connections still open, of those that were opened. */
  readonly kept: number;
  readonly longestStallMs: number;
  /** As the center tells them, from the box's health message. */
  readonly seconds: number;
  readonly told: Volume;
  /** As the kernel of the box counted. */
  readonly counted: Volume;
  /** Payload that came back to the office while surely nobody inspected, and from before the fault until after it. */
  readonly payloadInside: number;
  readonly payloadAround: number;
  /** Attempts from a blocked country to a closed port during the fault, and those that came through. */
  readonly attempts: number;
  readonly cameThrough: number;
  /** A connection opened before the fault: an ordinary request on it, and one to a dangerous site, after it. */
  readonly oldSession: { readonly ordinary: boolean; readonly dangerousStopped: boolean };
}

export interface EngineFaults {
  readonly connections: number;
  readonly messageBytes: number;
  readonly results: readonly FaultResult[];
  /** At the very end: connections of which every byte came back as it was sent. */
  readonly whole: number;
}

export interface FaultRig {
  readonly lab: Lab;
  readonly talks: LongAction<Talks>;
}

const TALK_PORT = 7070;
const EVERY_MS = 200;
export const MESSAGE_BYTES = 500;

/** Plays the faults one after another while the connections live; each ends when the box inspects again. */
export async function playEngineFaults(
  lab: Lab,
  options: {
    readonly connections: number;
    readonly faults: readonly FaultName[];
    readonly onFault?: (done: number) => void;
  },
): Promise<EngineFaults> {
  const { web, mail } = lab.plan;
  const server = startUnit({
    name: 'talk-back',
    namespace: namespaceOf(lab.folder.name, 'net'),
    argv: [process.execPath, labProgram('servers/talk-back'), web.v4, web.v6, String(TALK_PORT), mail.v4, mail.v6],
    logFile: logFileOf(await makeFolders(lab.folder.path), 'talk-back'),
  });
  const numbers = [TALK_PORT, options.connections, EVERY_MS, MESSAGE_BYTES].map(String);
  const listens = `ss -Hltn sport = :${TALK_PORT}`.split(' ');
  await waitUntil(
    'the other side of the talks listens',
    20_000,
    async () => (await lab.run('net', listens)).stdout.split('\n').filter((line) => line !== '').length >= 2,
  );
  const talks = startLongAction(lab, 'pc1', 'hold-talks', [web.v4, web.v6, ...numbers], talkSchema);
  const asking = startLongAction(lab, 'pc2', 'keep-asking', [mail.v4, mail.v6], askedSchema);
  try {
    await waitUntil(
      'every connection is open',
      30_000,
      async () => (await talks.ask('status')).open === options.connections,
    );
    const results: FaultResult[] = [];
    for (const [index, name] of options.faults.entries()) {
      results.push(await playFault({ lab, talks }, asking, name, 30_000 + (index % 1000) * 10));
      options.onFault?.(index + 1);
    }
    const { whole } = await talks.ask('end');
    return { connections: options.connections, messageBytes: MESSAGE_BYTES, results, whole };
  } finally {
    await Promise.all([talks.stop(), asking.stop(), server.stop()]);
  }
}

async function playFault(
  rig: FaultRig,
  asking: LongAction<z.infer<typeof askedSchema>>,
  name: FaultName,
  firstPort: number,
): Promise<FaultResult> {
  const { lab, talks } = rig;
  const fault: Fault = FAULTS[name];
  await waitUntil('new connections are answered', 20_000, async () => both(await asking.ask('open')));
  const before = await settled(lab);
  const start = await talks.ask('mark');
  const [inside, attempts] = await Promise.all([fault(rig), attack(lab, firstPort)]);
  const after = await settled(lab);
  const end = await talks.ask('mark');
  const ordinary = both(await asking.ask('ask www.web.example'));
  const dangerous = await asking.ask(`ask ${DANGEROUS_NAMES[0]}`);
  return {
    fault: name,
    kept: end.open,
    longestStallMs: end.longestStallMs,
    seconds: after.seconds - before.seconds,
    told: difference(after.told, before.told),
    counted: difference(after.counted, before.counted),
    payloadInside: inside,
    payloadAround: end.received - start.received,
    attempts: attempts.length,
    cameThrough: attempts.filter((attempt) => attempt.connected).length,
    oldSession: { ordinary, dangerousStopped: !dangerous.v4 && !dangerous.v6 },
  };
}

const both = ({ v4, v6 }: z.infer<typeof askedSchema>): boolean => v4 && v6;

async function attack(lab: Lab, firstPort: number) {
  const [one, two] = lab.plan.attackers.LV;
  if (one === undefined || two === undefined) throw new Error('the lab lacks attackers');
  const spell = { firstPort, count: 8, everyMs: 250, user: 'admin', timeoutMs: 500 };
  return (
    await Promise.all([knock(lab, { ...spell, from: one, family: 4 }), knock(lab, { ...spell, from: two, family: 6 })])
  ).flat();
}

interface Settled {
  readonly counted: Volume;
  readonly told: Volume;
  readonly seconds: number;
}

/**
 * Until the engine has all the traffic again and the center knows: nothing more passes uninspected while packets flow,
 * and the center's number is the kernel's. It may be told by the message that comes every 20 s.
 */
async function settled(lab: Lab): Promise<Settled> {
  let found: Settled | null = null;
  await waitUntil('the box inspects and the center has its count', 60_000, async () => {
    const first = await readInspection(lab);
    await new Promise((resolve) => setTimeout(resolve, 250));
    const second = await readInspection(lab);
    const moves = second.inspected.packets > first.inspected.packets;
    if (!moves || second.uninspected.packets !== first.uninspected.packets) return false;
    const row = (await lab.center.fleet().catch(() => null))?.appliances.find(({ id }) => id === APPLIANCE);
    const told = row?.uninspected;
    if (row?.protection !== 'inspecting' || told === null || told === undefined) return false;
    if (told.bytes !== second.uninspected.bytes) return false;
    const { packets, bytes } = told;
    found = { counted: second.uninspected, told: { packets, bytes }, seconds: told.today.seconds };
    return true;
  });
  if (found === null) throw new Error('the box was never seen to inspect');
  return found;
}

function difference(after: Volume, before: Volume): Volume {
  return { packets: after.packets - before.packets, bytes: after.bytes - before.bytes };
}

import { z } from 'zod';
import { officeAddress } from '../../lab/address-plan.ts';
import { deviceOf } from '../../lab/cast.ts';
import type { Lab } from '../../lab/start-lab.ts';
import { readInspection } from '../../scenarios/read-inspection.ts';
import { runAction } from '../../scenarios/run-action.ts';
import type { HilOutcome, HilScenario } from '../hil-scenario.ts';
import type { Ends } from './build-packet.ts';
import { type Fate, FRAME_KINDS, type FrameKind } from './frame-kinds.ts';
import { listenOnWires, type Wires } from './listen-on-wires.ts';

const COPIES = 5;
const ROUTER_MAC = '02:50:43:00:00:01';
const sentSchema = z.object({ sent: z.number(), refused: z.number() });

interface Way {
  readonly from: 'sw' | 'rt';
  readonly to: 'sw' | 'rt';
  readonly ends: (family: 4 | 6, source?: string) => Ends;
}
interface Crossing {
  readonly fate: Fate;
  /** Frames that came out. */
  readonly through: number;
}

/**
 * Every kind of frame both ways through the box, beside what the box means to do with it. A datagram that a rule of the
 * engine stops tells whether the engine saw it; the kernel's counters tell whether the box counts what it did not see.
 */
export const oddFrames: HilScenario = async ({ lab, box }): Promise<HilOutcome> => {
  const wires = await listenOnWires(lab);
  const failures: string[] = [];
  const rows: string[][] = [];
  try {
    for (const [index, kind] of FRAME_KINDS.entries()) {
      const before = await readInspection(lab);
      const [out, back] = await Promise.all(
        waysOf(lab).map((way, at) => cross(lab, wires, kind, way, index * 10 + at, box.patience)),
      );
      const listed = kind.carries === null ? null : await crossListed(lab, wires, kind, index * 10 + 2);
      const after = await readInspection(lab);
      if (out === undefined || back === undefined) throw new Error('a frame has two ways');
      const counted = after.uninspected.packets - before.uninspected.packets;
      // More than one way has: a queue that was full for a moment lets single packets by.
      const seen = kind.isIp === true && after.inspected.packets - before.inspected.packets > COPIES;
      const fates = [out, back].map(({ fate }) => (fate === 'passed' && seen ? 'inspected' : fate));
      const told = kind.told === true && counted >= out.through + back.through;
      rows.push([
        kind.name,
        kind.meant,
        ...fates,
        told ? 'counted' : counted >= COPIES ? `${counted}` : '-',
        listed ?? '-',
      ]);
      if (fates.some((fate) => fate !== kind.meant))
        failures.push(`${kind.name}: ${fates.join(' / ')}, meant ${kind.meant}`);
      if (kind.told === true && !told)
        failures.push(`${kind.name}: passes uninspected and is not counted (${counted})`);
    }
  } finally {
    await wires.stop();
  }
  const heads = ['frame', 'meant', 'LAN → WAN', 'WAN → LAN', 'counted as uninspected', 'country list'];
  return { failures, table: { heads, rows } };
};

function waysOf({ plan }: Lab): Way[] {
  const inside = officeAddress(plan, deviceOf('pc2').host);
  const outside = plan.web;
  const key = { 4: 'v4', 6: 'v6' } as const;
  const make =
    (sourceMac: string, source: typeof inside, target: typeof inside): Way['ends'] =>
    (family, other) => ({
      sourceMac,
      source: other ?? source[key[family]],
      target: target[key[family]],
      sourcePort: 30_000,
    });
  return [
    { from: 'sw', to: 'rt', ends: make(deviceOf('pc2').mac, inside, outside) },
    { from: 'rt', to: 'sw', ends: make(ROUTER_MAC, outside, inside) },
  ];
}

/** What asks for the list of NTP's clients is stopped by the engine's own rules; the same with another code is not. */
function payloadOf(code: 'asked' | 'harmless', token: string): Buffer {
  return Buffer.concat([
    Buffer.from([0x17, 0, 3, code === 'asked' ? 0x2a : 0x29]),
    Buffer.from(`omamori ${token} ..........`),
  ]);
}

async function cross(
  lab: Lab,
  wires: Wires,
  kind: FrameKind,
  way: Way,
  number: number,
  patience: number,
): Promise<Crossing> {
  const ends = { ...way.ends(kind.carries ?? 4), sourcePort: 31_000 + number };
  const stopped = { ...ends, sourcePort: 41_000 + number };
  const good = payloadOf('harmless', `good ${number}`);
  const bad = payloadOf('asked', `bad ${number}`);
  const frames = [...(kind.carries === null ? [] : kind.make(stopped, bad)), ...kind.make(ends, good)];
  const { refused } = await send(lab, wires, way, frames);
  // A cable of namespaces itself refuses what the other end could not take.
  if (refused > 0 && kind.meant !== 'dropped') throw new Error(`${kind.name}: ${refused} frames were not sent`);
  const wanted = kind.meant === 'dropped' ? 0 : COPIES;
  const passed = await wires.count(way.to, kind.known(ends, good), wanted, 1500 * Math.min(patience, 4));
  const through = kind.carries === null ? 0 : await wires.count(way.to, kind.known(stopped, bad), 0, 300);
  if (passed === 0) return { fate: 'dropped', through: 0 };
  return { fate: kind.carries !== null && through === 0 ? 'inspected' : 'passed', through: passed + through };
}

/** Whether the lists of the policy reach into it: the same, harmless, from a country that is blocked. */
async function crossListed(lab: Lab, wires: Wires, kind: FrameKind, number: number): Promise<string> {
  const way = waysOf(lab)[1];
  const attacker = lab.plan.attackers.LV[0];
  if (way === undefined || attacker === undefined || kind.carries === null) throw new Error('the lab lacks attackers');
  const ends = {
    ...way.ends(kind.carries, kind.carries === 4 ? attacker.v4 : attacker.v6),
    sourcePort: 31_000 + number,
  };
  const payload = payloadOf('harmless', `listed ${number}`);
  await send(lab, wires, way, kind.make(ends, payload));
  return (await wires.count(way.to, kind.known(ends, payload), 0, 500)) === 0 ? 'holds' : 'does not reach in';
}

async function send(lab: Lab, wires: Wires, way: Way, frames: readonly Buffer[]) {
  const words = frames.map((one) => one.toString('hex'));
  const [told] = await runAction(
    lab,
    way.from,
    'send-frames',
    [wires.device[way.from], String(COPIES), ...words],
    sentSchema,
  );
  if (told === undefined) throw new Error('the frames were not sent');
  return told;
}

import { z } from 'zod';
import type { Lab } from '../lab/start-lab.ts';

const counterSchema = z.object({ name: z.string(), packets: z.number(), bytes: z.number() });
const listingSchema = z.object({ nftables: z.array(z.object({ counter: counterSchema.optional() })) });

export interface Volume {
  readonly packets: number;
  readonly bytes: number;
}

/** The kernel's own counters on the box, read by nft, not by the product: what left with a verdict and without. */
export async function readInspection(lab: Lab): Promise<{ readonly inspected: Volume; readonly uninspected: Volume }> {
  const listed = await lab.run('box', ['nft', '-j', 'list', 'counters', 'table', 'bridge', 'omamori']);
  if (listed.exitCode !== 0) throw new Error(`the counters of the box cannot be read: ${listed.stderr.slice(-300)}`);
  const { nftables } = listingSchema.parse(JSON.parse(listed.stdout));
  const volumeOf = (name: string): Volume => {
    const counter = nftables.find((entry) => entry.counter?.name === name)?.counter;
    if (counter === undefined) throw new Error(`the box has no counter ${name}`);
    return { packets: counter.packets, bytes: counter.bytes };
  };
  return { inspected: volumeOf('inspected'), uninspected: volumeOf('uninspected') };
}

/** Queues with a listener, of the box's network namespace. */
export async function countListeners(lab: Lab): Promise<number> {
  const table = await lab.run('box', ['cat', '/proc/self/net/netfilter/nfnetlink_queue']);
  return table.stdout.split('\n').filter((line) => line.trim() !== '').length;
}

/** Whether the rule that hands packets to the engine stands, both families. */
export async function isQueueRuleThere(lab: Lab): Promise<boolean> {
  const listed = await Promise.all(
    ['iptables-nft', 'ip6tables-nft'].map((program) => lab.run('box', [program, '-w', '5', '-S', 'FORWARD'])),
  );
  return listed.every(({ stdout }) => stdout.includes('-j OMAMORI'));
}

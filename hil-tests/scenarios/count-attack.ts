import { z } from 'zod';
import { type HostName, namespaceOf } from '../lab/build-network.ts';
import { runCommand } from '../lab/run-command.ts';
import type { Lab } from '../lab/start-lab.ts';

const listingSchema = z.object({
  nftables: z.array(z.object({ counter: z.object({ packets: z.number() }).optional() })),
});

/** Counts in the target's own kernel what reached it from an IPv6 block of sources: the answer is how much so far. */
export async function countAttack(lab: Lab, host: HostName, sources: string): Promise<() => Promise<number>> {
  const rules = `add table inet attack
delete table inet attack
table inet attack {
  counter arrived {
  }
  chain in {
    type filter hook prerouting priority -300
    ip6 saddr ${sources} counter name arrived
  }
}
`;
  const argv = ['ip', 'netns', 'exec', namespaceOf(lab.folder.name, host), 'nft', '-f', '-'];
  const loaded = await runCommand(argv, { input: rules });
  if (loaded.exitCode !== 0) throw new Error(`arrivals cannot be counted: ${loaded.stderr}`);
  return async () => {
    const listed = await lab.run(host, ['nft', '-j', 'list', 'counters', 'table', 'inet', 'attack']);
    const { nftables } = listingSchema.parse(JSON.parse(listed.stdout));
    return nftables.reduce((sum, { counter }) => sum + (counter?.packets ?? 0), 0);
  };
}

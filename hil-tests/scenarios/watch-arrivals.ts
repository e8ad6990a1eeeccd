import { z } from 'zod';
import type { HostName } from '../lab/build-network.ts';
import { namespaceOf } from '../lab/build-network.ts';
import { runCommand } from '../lab/run-command.ts';
import type { Lab } from '../lab/start-lab.ts';

/** Counts by source address, in the target's own kernel, what reached a TCP port: the only proof of "did not arrive". */
export async function watchArrivals(
  lab: Lab,
  host: HostName,
  port: number,
): Promise<() => Promise<Map<string, number>>> {
  const rules = `add table inet arrivals
delete table inet arrivals
table inet arrivals {
  set from4 {
    type ipv4_addr
    flags dynamic
    size 4096
    counter
  }
  set from6 {
    type ipv6_addr
    flags dynamic
    size 4096
    counter
  }
  chain in {
    type filter hook input priority -300
    tcp dport ${port} update @from4 { ip saddr }
    tcp dport ${port} update @from6 { ip6 saddr }
  }
}
`;
  const argv = ['ip', 'netns', 'exec', namespaceOf(lab.folder.name, host), 'nft', '-f', '-'];
  const loaded = await runCommand(argv, { input: rules });
  if (loaded.exitCode !== 0) throw new Error(`arrivals cannot be counted: ${loaded.stderr}`);
  return async () => {
    const listed = await lab.run(host, ['nft', '-j', 'list', 'table', 'inet', 'arrivals']);
    return readCounts(listed.stdout);
  };
}

const elementSchema = z.object({ elem: z.object({ val: z.string(), counter: z.object({ packets: z.number() }) }) });
const listingSchema = z.object({
  nftables: z.array(z.object({ set: z.object({ elem: z.array(elementSchema).optional() }).optional() })),
});

function readCounts(json: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { set } of listingSchema.parse(JSON.parse(json)).nftables) {
    for (const { elem } of set?.elem ?? []) counts.set(elem.val, elem.counter.packets);
  }
  return counts;
}

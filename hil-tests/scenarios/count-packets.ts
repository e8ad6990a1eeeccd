import { z } from 'zod';
import { type HostName, namespaceOf } from '../lab/build-network.ts';
import { mustRun } from '../lab/run-command.ts';
import type { Lab } from '../lab/start-lab.ts';

const counterSchema = z.object({ counter: z.object({ packets: z.number() }).optional() });
const listingSchema = z.object({
  nftables: z.array(z.object({ rule: z.object({ expr: z.array(z.unknown()) }).optional() })),
});

/** Counts in the target's own kernel what came in, by match (nft(8)); the answer has one number a match. */
export async function countPackets(
  lab: Lab,
  host: HostName,
  matches: readonly string[],
): Promise<() => Promise<number[]>> {
  const rules = matches.map((match) => `    ${match} counter`).join('\n');
  const input = `add table inet flood_counts
delete table inet flood_counts
table inet flood_counts {
  chain in {
    type filter hook input priority -300
${rules}
  }
}
`;
  const inHost = ['ip', 'netns', 'exec', namespaceOf(lab.folder.name, host), 'nft'];
  await mustRun([...inHost, '-f', '-'], { input });
  return async () => {
    const text = await mustRun([...inHost, '-j', 'list', 'table', 'inet', 'flood_counts']);
    return listingSchema.parse(JSON.parse(text)).nftables.flatMap(({ rule }) => {
      if (rule === undefined) return [];
      return [
        rule.expr.map((one) => counterSchema.safeParse(one).data?.counter?.packets ?? 0).reduce((a, b) => a + b, 0),
      ];
    });
  };
}

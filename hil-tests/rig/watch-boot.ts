import { join } from 'node:path';
import { z } from 'zod';
import { namespaceOf } from '../lab/build-network.ts';
import { CLEAN_VISITS, DANGEROUS_NAMES } from '../lab/dangerous-sites.ts';
import { labProgram } from '../lab/programs.ts';
import type { Lab } from '../lab/start-lab.ts';
import { startUnit } from '../lab/supervise.ts';
import { waitUntil } from '../lab/wait-until.ts';

const namesSchema = z.object({ at: z.number(), good: z.boolean(), bad: z.boolean() });
const portSchema = z.object({ at: z.number(), connected: z.boolean() });
const MAIL_PORT = '25';

/** What packets found out while the box started, seen from the office and from outside; milliseconds since 1970. */
export interface BootSeen {
  /** First try of the office that came back. */
  readonly forwardsAt: number | null;
  /** First try from which on a listed name is refused while a clean one is answered. */
  readonly inspectsAt: number | null;
  /** First connection from outside to the office's published service. */
  readonly letsInAt: number | null;
}

export interface BootWatch {
  /** What there is, once the line works both ways and the box inspects, or after so long. */
  until(mostMs: number): Promise<BootSeen>;
  stop(): Promise<void>;
}

/** Asks nothing of the box itself: its processor is busy starting. */
export function watchBoot(lab: Lab): BootWatch {
  const names: z.infer<typeof namesSchema>[] = [];
  const ports: z.infer<typeof portSchema>[] = [];
  const run = (host: 'pc2' | 'net', args: string[], onLine: (line: string) => void) =>
    startUnit({
      name: `watch-${host}`,
      namespace: namespaceOf(lab.folder.name, host),
      argv: [process.execPath, labProgram('actions/watch-line'), ...args],
      logFile: join(lab.folder.path, `logs/watch-${host}.log`),
      restart: false,
      onLine,
    });
  const { resolver, neighbour, router } = lab.plan;
  const units = [
    run('pc2', ['names', resolver.v4, CLEAN_VISITS[2], DANGEROUS_NAMES[0]], (line) =>
      names.push(namesSchema.parse(JSON.parse(line))),
    ),
    run('net', ['port', neighbour.v4, router.v4, MAIL_PORT], (line) => ports.push(portSchema.parse(JSON.parse(line)))),
  ];
  const seen = (): BootSeen => {
    const sorted = names.toSorted((a, b) => a.at - b.at);
    const lastBad = sorted.findLast(({ bad }) => bad)?.at ?? 0;
    const inspecting = sorted.filter(({ at, good, bad }) => at > lastBad && good && !bad);
    return {
      forwardsAt: sorted.find(({ good }) => good)?.at ?? null,
      inspectsAt: inspecting.length < 5 ? null : (inspecting[0]?.at ?? null),
      letsInAt: ports.filter(({ connected }) => connected).sort((a, b) => a.at - b.at)[0]?.at ?? null,
    };
  };
  return {
    async until(mostMs) {
      const all = async (): Promise<boolean> => Object.values(seen()).every((at) => at !== null);
      await waitUntil('the line works and is inspected', mostMs, all).catch(() => undefined); // null says what is missing
      return seen();
    },
    async stop() {
      await Promise.all(units.map((unit) => unit.stop()));
    },
  };
}

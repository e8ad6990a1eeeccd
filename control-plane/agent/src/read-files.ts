// Joins the antivirus with the kernel, the event path and the policy in force, for main.ts.
import { access } from 'node:fs/promises';
import type { Antivirus as AntivirusPolicy } from '@omamori/contract/desired-state';
import type { FilesHealth } from '@omamori/contract/health';
import type { Nft } from 'node-nftables';
import { iptablesFileQueue, nftFileQueue } from './data-plane/bridge-nfqueue/file-queue-rule.ts';
import { fromNft } from './data-plane/kernel-door.ts';
import { FILES_READ_COUNTER, FILES_TABLE, FILES_UNREAD_COUNTER } from './data-plane/ruleset/file-reading-names.ts';
import type { ClassifyContext } from './event-path/classify/classify-context.ts';
import { classifyFile } from './event-path/classify/classify-file.ts';
import type { EventPath } from './event-path/event-path.ts';
import { homeNetworksOf } from './platform/home-networks.ts';
import type { Log } from './platform/log.ts';
import { startAntivirus } from './protection/antivirus/antivirus.ts';
import type { Settings } from './settings.ts';

export interface ReadFilesGround {
  readonly settings: Settings;
  readonly nft: Nft;
  readonly log: Log;
  readonly events: Pick<EventPath, 'counted'>;
  readonly bundles: Pick<ClassifyContext, 'countryOf'>;
  readonly inventory: Pick<ClassifyContext, 'deviceOf' | 'nameOf'>;
  readonly clockSynced: { readonly now: () => boolean };
}
export const FILES_SOURCE = 'files';

/** How old what the health message says may be. */
const LOOK_MS = 5000;

/** A policy that cannot be put in force is a problem in the log and in the health message: files go on unread. */
export function fileRoom() {
  let follow: ((policy: AntivirusPolicy) => Promise<void>) | null = null;
  let wanted: AntivirusPolicy | null = null;
  let seen: FilesHealth | null = null;
  return {
    onPolicy(policy: AntivirusPolicy): void {
      wanted = policy;
      void follow?.(policy);
    },
    /** Null while it is off. */
    health: (): FilesHealth | null => seen,
    async open(ground: ReadFilesGround): Promise<() => Promise<void>> {
      const room = readFiles(ground);
      follow = room.follow;
      if (wanted !== null) await follow(wanted);
      const look = setInterval(async () => {
        seen = await room.read();
      }, LOOK_MS);
      look.unref();
      return async () => {
        clearInterval(look);
        [follow, seen] = [null, null];
        await room.close();
      };
    },
  };
}

function readFiles({ settings, nft, log, events, bundles, inventory, clockSynced }: ReadFilesGround) {
  const { clamdSocket = null, engine, homeNetworks, ports } = settings;
  const context = { ...bundles, ...inventory, home: homeNetworksOf(homeNetworks), clockSynced: clockSynced.now };
  const { countryOf } = bundles;
  let told = 0;
  const antivirus = startAntivirus({
    nft,
    bridge: ports.bridge,
    queueRule: engine.queueRule === 'nft-queue' ? nftFileQueue(nft) : iptablesFileQueue(),
    clamdSocket,
    onVerdict: (verdict) => {
      told += 1;
      const detection = classifyFile(verdict, { ...context, countryOf });
      const stored = events.counted.store([detection], { source: FILES_SOURCE, value: JSON.stringify(told) });
      if (!stored.ok) log.error(stored.error, 'a stopped file could not be stored');
    },
    onProblem: (error) => log.error(error, 'files go on unread'),
  });
  return {
    follow: async (policy: AntivirusPolicy): Promise<void> => {
      const applied = await antivirus.apply(policy);
      if (!applied.ok) log.error(applied.error, 'files go on unread');
    },
    read: async (): Promise<FilesHealth | null> => {
      const state = antivirus.state();
      if (state === 'off') return null;
      const report = antivirus.report();
      const bytes = await countedBytes(nft);
      const scanner = clamdSocket !== null && (await isThere(clamdSocket));
      const unjudged = Object.values(report?.unknown ?? {}).reduce((sum, count) => sum + count, 0);
      return { state, scanner, files: report?.files ?? 0, viruses: report?.viruses ?? 0, unjudged, ...bytes };
    },
    close: () => antivirus.close(),
  };
}

async function countedBytes(nft: Nft): Promise<Pick<FilesHealth, 'readBytes' | 'unreadBytes'>> {
  const listed = fromNft(await nft.list(FILES_TABLE));
  const objects = listed.ok ? listed.value.nftables : [];
  const of = (name: string): number => {
    for (const object of objects)
      if ('counter' in object && object.counter.name === name) return object.counter.bytes ?? 0;
    return 0;
  };
  return { readBytes: of(FILES_READ_COUNTER), unreadBytes: of(FILES_UNREAD_COUNTER) };
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

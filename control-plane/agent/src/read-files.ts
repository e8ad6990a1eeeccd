// Joins the antivirus with the kernel, the event path and the policy in force, for main.ts.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Antivirus as AntivirusPolicy, DEFAULT_ANTIVIRUS } from '@omamori/contract/desired-state';
import type { Detection } from '@omamori/contract/detection';
import type { FilesHealth } from '@omamori/contract/health';
import type { MailPolicy } from '@omamori/contract/mail-policy';
import { ok } from '@omamori/contract/result';
import type { Nft } from 'node-nftables';
import type { BundlesInForce } from './bundles-in-force.ts';
import { iptablesFileQueue, nftFileQueue } from './data-plane/bridge-nfqueue/file-queue-rule.ts';
import { type FeedListPolicy, feedListsOf } from './data-plane/feed-list.ts';
import { FILES_READ_COUNTER, FILES_TABLE, FILES_UNREAD_COUNTER } from './data-plane/ruleset/file-reading-names.ts';
import { readFileCounts } from './data-plane/ruleset/file-reading-table.ts';
import type { ClassifyContext } from './event-path/classify/classify-context.ts';
import { classifyFile } from './event-path/classify/classify-file.ts';
import { classifyMail } from './event-path/classify/classify-mail.ts';
import type { EventPath } from './event-path/event-path.ts';
import { homeNetworksOf } from './platform/home-networks.ts';
import type { Log } from './platform/log.ts';
import { type Antivirus, startAntivirus } from './protection/antivirus/antivirus.ts';
import { openLearnedFiles } from './protection/antivirus/learned-files.ts';
import { explainSigns } from './protection/mail-policy/explain-signs.ts';
import type { Settings } from './settings.ts';

export interface ReadFilesGround {
  readonly settings: Settings;
  readonly nft: Nft;
  readonly log: Log;
  readonly events: Pick<EventPath, 'counted'>;
  readonly bundles: Pick<BundlesInForce, 'countryOf' | 'inForce'>;
  readonly inventory: Pick<ClassifyContext, 'deviceOf' | 'nameOf'>;
  readonly clockSynced: { readonly now: () => boolean };
}
export const FILES_SOURCE = 'files';

/** How old what the health message says may be. */
const LOOK_MS = 5000;
/** Before the scanner's name, so that no list of a bundle is taken for one. */
const LEARNED = 'learned: ';

/** What of the policy this room reads. */
export type FilesPolicy = FeedListPolicy & { readonly antivirus: AntivirusPolicy; readonly mail: MailPolicy };

/** Mode and `late` are a step of the config path's pass (`door`); lists and mail policy follow what is in force. */
export function fileRoom() {
  let follow: ((policy: FilesPolicy) => void) | null = null;
  let antivirus: Antivirus | null = null;
  let wanted: FilesPolicy | null = null;
  let seen: FilesHealth | null = null;
  return {
    onPolicy(policy: FilesPolicy): void {
      wanted = policy;
      follow?.(policy);
    },
    door: {
      apply: async (policy: AntivirusPolicy) => (await antivirus?.apply(policy)) ?? ok(undefined),
      inForce: () => antivirus?.inForce() ?? DEFAULT_ANTIVIRUS,
    },
    /** Null while it is off. */
    health: (): FilesHealth | null => seen,
    async open(ground: ReadFilesGround): Promise<() => Promise<void>> {
      const room = await readFiles(ground);
      [follow, antivirus] = [room.follow, room.antivirus];
      if (wanted !== null) follow(wanted);
      const look = setInterval(async () => {
        if (wanted !== null) room.giveLists(wanted);
        seen = await room.read();
      }, LOOK_MS);
      look.unref();
      return async () => {
        clearInterval(look);
        [follow, antivirus, seen] = [null, null, null];
        await room.close();
      };
    },
  };
}

async function readFiles({ settings, nft, log, events, bundles, inventory, clockSynced }: ReadFilesGround) {
  const { clamdSocket = null, engine, homeNetworks, ports } = settings;
  const context = { ...bundles, ...inventory, home: homeNetworksOf(homeNetworks), clockSynced: clockSynced.now };
  const { countryOf } = bundles;
  const learned = await openLearnedFiles({
    path: join(settings.dataDir, 'learned-files.json'),
    nowMs: Date.now,
    onProblem: (error) => log.error(error, 'files that the scanner knew are not remembered'),
  });
  let told = 0;
  const store = (detection: Detection): void => {
    told += 1;
    const stored = events.counted.store([detection], { source: FILES_SOURCE, value: JSON.stringify(told) });
    if (!stored.ok) log.error(stored.error, 'what was found in a file or mail could not be stored');
  };
  const antivirus = startAntivirus({
    nft,
    bridge: ports.bridge,
    queueRule: engine.queueRule === 'nft-queue' ? nftFileQueue(nft) : iptablesFileQueue(),
    clamdSocket,
    onVerdict: (verdict) => store(classifyFile(verdict, { ...context, countryOf })),
    onMail: (mail) => store(classifyMail({ ...mail, ...explainSigns(mail.findings) }, { ...context, countryOf })),
    onLearned: (file) => learned.learn(file),
    onProblem: (error) => log.error(error, 'files go on unread'),
  });
  for (const [name, hashes] of learned.lists()) antivirus.setHashes(`${LEARNED}${name}`, hashes);
  const giveLists = listGiver(antivirus, bundles);
  return {
    giveLists,
    antivirus,
    follow: (policy: FilesPolicy): void => {
      giveLists(policy);
      antivirus.setMail({ policy: policy.mail, brands: bundles.inForce().mailBrands ?? [], homeNetworks });
    },
    read: () => readFilesHealth(antivirus, nft, clamdSocket),
    close: async (): Promise<void> => {
      await antivirus.close();
      const kept = await learned.close();
      if (!kept.ok) log.error(kept.error, 'files that the scanner knew are not remembered');
    },
  };
}

/** Hash lists of the bundle that the policy uses; nothing to do while neither has changed. */
function listGiver(antivirus: Antivirus, bundles: Pick<BundlesInForce, 'inForce'>) {
  let given: { readonly bundle: unknown; readonly policy: string } | null = null;
  let lists: readonly string[] = [];
  return (policy: FilesPolicy): void => {
    const bundle = bundles.inForce();
    const key = JSON.stringify([policy.ips.preset, policy.disabledLists]);
    if (given?.bundle === bundle && given.policy === key) return;
    given = { bundle, policy: key };
    const wanted = feedListsOf(bundle.lists, policy).filter(({ kind }) => kind === 'hashes');
    for (const id of lists) if (!wanted.some((list) => list.id === id)) antivirus.setHashes(id, []);
    for (const list of wanted) antivirus.setHashes(list.id, list.read());
    lists = wanted.map(({ id }) => id);
  };
}

async function readFilesHealth(
  antivirus: Antivirus,
  nft: Nft,
  clamdSocket: string | null,
): Promise<FilesHealth | null> {
  const state = antivirus.state();
  if (state === 'off') return null;
  const report = antivirus.report();
  const { files = 0, viruses = 0, unknown, blind = {}, knownHashes = 0 } = report ?? {};
  return {
    state,
    scanner: clamdSocket !== null && (await isThere(clamdSocket)),
    files,
    viruses,
    unjudged: Object.values(unknown ?? {}).reduce((sum, count) => sum + count, 0),
    ...(unknown === undefined ? {} : { unjudgedBy: unknown, unreadBy: blind, knownHashes }),
    unreadSeconds: antivirus.awayMs() / 1000,
    ...(await countedBytes(nft)),
  };
}

async function countedBytes(nft: Nft): Promise<Pick<FilesHealth, 'readBytes' | 'unreadBytes'>> {
  const listed = await nft.list(FILES_TABLE);
  const counts = listed.ok ? readFileCounts(listed.value) : {};
  return {
    readBytes: counts[FILES_READ_COUNTER]?.bytes ?? 0,
    unreadBytes: counts[FILES_UNREAD_COUNTER]?.bytes ?? 0,
  };
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

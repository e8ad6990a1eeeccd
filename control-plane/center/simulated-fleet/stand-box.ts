import type { Policy } from '@omamori/contract/desired-state';
import type { Health } from '@omamori/contract/health';
import { ok } from '@omamori/contract/result';
import type { StateReport } from '@omamori/contract/state-report';
import { changePolicy, ensurePolicy, recordReport } from '../src/config-path/policy-store.ts';
import { saveHealth, saveInventory, saveLiveness } from '../src/fleet/store-fleet.ts';
import type { Database } from '../src/store/database.ts';
import type { SimulatedBox } from './make-companies.ts';
import { seededRandom } from './seeded-random.ts';

const DAY_MS = 86_400_000;
/** Ports that offices close one by one. */
const PORTS = [3389, 23, 445, 5900, 22, 8080] as const;
const CODES = {
  refused: 'CFG_ADDRESS_INVALID',
  failed: 'NFT_REJECTED',
  'rolled-back': 'CFG_PROBATION_CENTER',
} as const;

interface Standing {
  readonly db: Database;
  readonly now: number;
  readonly days: number;
  readonly seed: number;
  readonly defaultPolicy: Policy;
}

/** What the box has been told and says of itself, through the functions that take its messages. */
export async function standBox(options: Standing, box: SimulatedBox): Promise<void> {
  const { db, now } = options;
  const { appliance } = box.entry;
  const random = seededRandom(options.seed, `stand ${appliance}`);
  const began = now - options.days * DAY_MS;
  await ensurePolicy(db, appliance, options.defaultPolicy, new Date(began));
  for (let version = 1; version < box.versions; version++) {
    const at = began + Math.floor(((version + random.next()) / (box.versions + 1)) * options.days * DAY_MS);
    const port = PORTS[version - 1] ?? 8443;
    await changePolicy(db, {
      ...{ appliance, basedOn: version, actor: 'analyst@simulated.example', action: 'policy', reason: null },
      now: new Date(at),
      change: (own) => ok({ ...own, ports: [...own.ports, { protocol: 'tcp', port, allow: [] }] }),
    });
  }
  if (box.life === 'never') return;
  const devices = box.devices.map(({ mac, ip, name }) => ({
    ...{ mac, names: [{ source: 'dhcp' as const, name }], addresses: [ip] },
    ...{ firstSeen: new Date(began).toISOString(), lastSeen: new Date(now - random.between(0, DAY_MS)).toISOString() },
  }));
  await saveInventory(db, { v: 1, appliance, at: new Date(now).toISOString(), devices });
  await saveHealth(db, healthOf(box, now));
  await recordReport(db, reportOf(box, now), new Date(now));
  const silentFor = box.life === 'silent' ? random.between(5 * 60_000, 9 * DAY_MS) : 0;
  await saveLiveness(db, appliance, {
    state: box.life === 'silent' ? 'silent' : 'online',
    stateSince: box.life === 'silent' ? now - silentFor : now - random.between(3_600_000, 40 * DAY_MS),
    lastHeard: now - silentFor,
    ...{ session: null, sessionEnded: false, earlyDeath: null, deadAt: null },
  });
}

export function healthOf(box: SimulatedBox, now: number): Health {
  const { appliance } = box.entry;
  const away = box.life === 'uninspected';
  const today = new Date(now).toISOString().slice(0, 10);
  const volume = { packets: away ? 41_200 : 0, bytes: away ? 34_490_000 : 0 };
  return {
    ...{ v: 1, appliance, at: new Date(now).toISOString() },
    protection: away ? 'passing-uninspected' : box.life === 'starting' ? 'starting' : 'inspecting',
    protectionSince: new Date(now - 25 * 60_000).toISOString(),
    uninspectedSeconds: away ? 1500 : 0,
    uninspected: { ...volume, today: { day: today, seconds: away ? 1500 : 0, ...volume } },
    rulesLoaded: box.life === 'starting' ? null : 48_000,
    rulesDate: new Date(now - box.rulesAgeDays * DAY_MS).toISOString().slice(0, 10),
    spool: { waiting: 0, dropped: 0 },
    memoryBytes: 96_000_000,
    clockSynced: true,
    agentVersion: box.agentVersion,
  };
}

function reportOf(box: SimulatedBox, now: number): StateReport {
  const { convergence, versions } = box;
  const bad = convergence === 'refused' || convergence === 'failed' || convergence === 'rolled-back';
  const applied = convergence === 'converged' ? versions : versions - 1;
  const last = bad
    ? { outcome: convergence, code: CODES[convergence], message: 'Simulated.' }
    : { outcome: 'applied' as const, code: null, message: null };
  return {
    ...{ v: 1, appliance: box.entry.appliance, at: new Date(now).toISOString(), appliedVersion: applied },
    last: convergence === 'pending' ? null : { version: versions, steps: [], ...last },
    ...{ rulesLoaded: 48_000, geoRanges: 21_000 },
  };
}

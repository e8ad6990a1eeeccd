// Joins the counting of sites that have nothing to do with work with traffic, refusals, policy and disk, for main.ts. Who
// used what is forgotten as soon as it is counted; a device has rows of its own only under a request in the policy.
import { join } from 'node:path';
import { DEFAULT_OFF_DUTY, type OffDuty, type OffDutyHour } from '@omamori/contract/off-duty';
import type { BundlesInForce } from './bundles-in-force.ts';
import { enginePaths } from './data-plane/suricata/render-config.ts';
import { turnGate } from './data-plane/suricata/turn-gate.ts';
import type { Conversation } from './event-path/history/conversation.ts';
import type { Clock } from './platform/clock.ts';
import { readFileBounded, writeFileDurably } from './platform/durable-file.ts';
import type { Log } from './platform/log.ts';
import { HourLedger, keptHoursSchema } from './protection/off-duty/hour-ledger.ts';
import { type SiteTable, siteTable } from './protection/off-duty/site-table.ts';
import { SustainedUse } from './protection/off-duty/sustained-use.ts';
import { turnGates } from './protection/off-duty/turn-gates.ts';
import { periodAt } from './protection/off-duty/work-calendar.ts';
import type { Settings } from './settings.ts';

export interface OffDutyDeps {
  readonly settings: Pick<Settings, 'dataDir' | 'timeZone'> & Partial<Pick<Settings, 'runDir'>>;
  /** Without it no block holds by the hour. */
  readonly clockSynced?: { readonly now: () => boolean };
  readonly bundles: Pick<BundlesInForce, 'inForce'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
}

export interface OffDutyRoom {
  onConversation(conversation: Conversation): void;
  /** A device was refused a site of a category. */
  onRefused(category: string, device: string): void;
  onPolicy(policy: OffDuty): void;
  /** For the next message; null when nothing was counted. */
  health(): { readonly hours: OffDutyHour[] } | null;
  close(): Promise<void>;
}

/** What a power cut may take. */
const KEEP_EVERY_MS = 300_000;
const MAX_FILE_BYTES = 1024 * 1024;
const MINUTE_MS = 60_000;
const MOST_REFUSED_KEYS = 4096;

export async function watchOffDuty({ settings, bundles, clock, clockSynced, log }: OffDutyDeps): Promise<OffDutyRoom> {
  const path = join(settings.dataDir, 'off-duty.json');
  const ledger = new HourLedger(await readKept(path, log));
  const use = new SustainedUse();
  const refusedMinutes = new Set<string>();
  let policy = DEFAULT_OFF_DUTY;
  let table: { readonly of: SiteTable; readonly version: string; readonly policy: OffDuty } | null = null;
  let changed = false;
  /** Made when it is needed: a policy or a bundle may come long before anybody visits a site. */
  const siteOf = (name: string) => {
    const { version, categories } = bundles.inForce();
    if (table?.version !== version || table.policy !== policy)
      table = { of: siteTable(categories, policy), version, policy };
    return table.of(name);
  };
  const count = (atMs: number, category: string, device: string, what: 'quarters' | 'refused'): void => {
    const period = periodAt(policy.calendar, settings.timeZone, atMs);
    ledger.count({ atMs, category, device: null, period }, what);
    const asked = policy.persons.some(({ mac, until }) => mac === device && Date.parse(until) > atMs);
    if (asked) ledger.count({ atMs, category, device, period }, what);
    changed = true;
  };
  const keep = async (): Promise<void> => {
    ledger.prune(clock.nowMs());
    if (!changed) return;
    changed = false;
    const kept = await writeFileDurably(path, JSON.stringify(ledger.rows()), 0o600);
    if (!kept.ok) log.warn(kept.error, 'counts of sites outside work could not be kept');
    changed ||= !kept.ok;
  };
  const timer = setInterval(() => void keep(), KEEP_EVERY_MS);
  timer.unref();
  const { dataDir, runDir = dataDir, timeZone } = settings;
  const socket = enginePaths({ dataDir, runDir }).commandSocket;
  const gates = turnGates({
    ...{ policy: () => policy, timeZone, nowMs: clock.nowMs },
    clockSynced: () => clockSynced?.now() ?? false,
    turn: (when, open) => turnGate(socket, when, open),
  });
  return {
    onConversation: ({ mac, ip, direction, name, bytes, firstMs, lastMs }) => {
      if (direction !== 'outbound' || name === '' || bytes === 0) return;
      const device = mac ?? ip;
      const site = policy.devices.includes(device) ? null : siteOf(name);
      if (site === null) return;
      const used = use.add({ ...site, device, bytes, firstMs, lastMs });
      for (const { atMs, category } of used) count(atMs, category, device, 'quarters');
    },
    onRefused: (category, device) => {
      const atMs = clock.nowMs();
      const key = `${Math.floor(atMs / MINUTE_MS)} ${device} ${category}`;
      if (refusedMinutes.has(key)) return;
      refusedMinutes.add(key);
      const [oldest] = refusedMinutes;
      if (refusedMinutes.size > MOST_REFUSED_KEYS && oldest !== undefined) refusedMinutes.delete(oldest);
      count(atMs, category, device, 'refused');
    },
    onPolicy: (said) => {
      if (JSON.stringify(said) !== JSON.stringify(policy)) policy = said;
    },
    health: () => {
      const hours = ledger.nextToTell();
      return hours.length === 0 ? null : { hours };
    },
    close: async () => {
      clearInterval(timer);
      gates.stop();
      await keep();
      if (use.forgotten > 0) log.info({ forgotten: use.forgotten }, 'visits that were not counted: memory full');
    },
  };
}

/** Unreadable means none: what the center has of the days before stays there. */
async function readKept(path: string, log: Log): Promise<OffDutyHour[]> {
  const content = await readFileBounded(path, MAX_FILE_BYTES);
  if (!content.ok) return [];
  try {
    return keptHoursSchema.parse(JSON.parse(content.value.toString('utf8')));
  } catch {
    log.warn({ path }, 'kept counts of sites outside work cannot be read; they begin anew');
    return [];
  }
}

import { dirname, join } from 'node:path';
import { causeOf } from '@omamori/contract/result';
import type { BootClock } from '../platform/boot-clock.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type EngineProcess, readEngineProcess } from './engine-probe.ts';
import { readLastSeen, unwatchedSeconds, writeLastSeen } from './last-seen.ts';
import type { InspectionCounts, Volume } from './read-flow.ts';
import type { EnginePaths } from './suricata/render-config.ts';
import { openUninspectedTime } from './uninspected-time.ts';
import { openTrafficAccount, type UninspectedTraffic } from './uninspected-traffic.ts';

export type TrustedTotals = Volume & { readonly today: Volume & { readonly day: string } };
export type UninspectedTotals = Volume & Pick<UninspectedTraffic, 'today'>;

/** Seconds, packets and bytes without inspection in one place, over restarts of agent and engine and over boots. */
export interface UninspectedLedger {
  readonly seconds: number;
  totals(): UninspectedTotals;
  /** What the engine released by policy: trusted, not looked into. */
  trusted(): TrustedTotals;
  /** True when packets went by uninspected since the last save. */
  advance(step: {
    readonly inspecting: boolean;
    readonly everything: boolean;
    readonly counts: InspectionCounts | null;
    readonly engine: EngineProcess | null;
  }): Promise<boolean>;
  save(): Promise<void>;
}

export interface LedgerDeps {
  readonly paths: EnginePaths;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeFile: string;
  readonly timeZone?: string;
}

export async function openUninspectedLedger(deps: LedgerDeps, bootClock: BootClock): Promise<UninspectedLedger> {
  const { clock, log, paths } = deps;
  const { time, problem } = await openUninspectedTime(deps.timeFile, clock);
  if (!problem.ok) log.warn(problem.error, 'uninspected seconds start at 0');
  const trafficFile = deps.timeFile.replace(/(?:\.json)?$/, '-traffic.json');
  const { account, problem: damage } = await openTrafficAccount(trafficFile, bootClock.bootId);
  if (!damage.ok) log.warn(damage.error, 'uninspected bytes start at 0');
  const trustedFile = deps.timeFile.replace(/(?:\.json)?$/, '-trusted.json');
  const { account: trust, problem: lost } = await openTrafficAccount(trustedFile, bootClock.bootId);
  if (!lost.ok) log.warn(lost.error, 'trusted bytes start at 0');
  const seenFile = join(dirname(paths.pidFile), 'engine-seen.json');
  const now = { clock: bootClock, engine: await readEngineProcess(paths.pidFile), rebooted: account.rebooted };
  const before = time.seconds;
  time.add(unwatchedSeconds(await readLastSeen(seenFile), now));
  const dayOf = dayIn(deps.timeZone ?? 'Asia/Tokyo');
  let accounted = before; // what nobody watched is found out now, so it is booked on today
  let savedPackets = account.total.packets + trust.total.packets;
  let last: { inspecting: boolean; engine: EngineProcess | null; atMs: number } | null = null;
  return {
    get seconds() {
      return time.seconds;
    },
    totals: () => ({ ...account.total, today: account.today }),
    trusted: () => {
      const { day, packets, bytes } = trust.today;
      return { ...trust.total, today: { day, packets, bytes } };
    },
    async advance({ inspecting, everything, counts, engine }) {
      const atMs = bootClock.nowMs();
      // Came and went between two looks: nobody saw it away, but it is another process.
      if (inspecting && last?.inspecting === true && !isSame(last.engine, engine)) time.add((atMs - last.atMs) / 1000);
      time.advance(inspecting);
      last = { inspecting, engine, atMs };
      const seconds = time.seconds - accounted;
      accounted = time.seconds;
      const day = dayOf(clock.nowMs());
      account.advance({ counts, everything, seconds, day });
      const released = counts?.trusted === undefined ? null : { inspected: NOTHING, uninspected: counts.trusted };
      trust.advance({ counts: released, everything: false, seconds: 0, day });
      const { bootId } = bootClock;
      const seen = { pid: engine?.pid ?? 0, start: engine?.start ?? 0 };
      await writeLastSeen(seenFile, { v: 1, bootId, atMs, inspecting, engine: engine === null ? null : seen }).catch(
        (thrown) => log.debug({ cause: causeOf(thrown) }, 'the last look is not kept'),
      );
      return account.total.packets + trust.total.packets !== savedPackets;
    },
    async save() {
      savedPackets = account.total.packets + trust.total.packets;
      for (const saved of [await time.save(), await account.save(), await trust.save()])
        if (!saved.ok) log.warn(saved.error, 'uninspected traffic not kept');
    },
  };
}

const NOTHING: Volume = { packets: 0, bytes: 0 };

function isSame(a: EngineProcess | null, b: EngineProcess | null): boolean {
  return a?.pid === b?.pid && a?.start === b?.start;
}

/** YYYY-MM-DD of a moment in a time zone. */
function dayIn(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (ms) => format.format(ms);
}

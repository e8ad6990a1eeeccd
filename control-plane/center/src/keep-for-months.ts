// The end of what is kept only for so many months (settings: keep): packet excerpts, detections, the audit log.

import { causeOf, type Result } from '@omamori/contract/result';
import type { SigningKey } from '@omamori/contract/signed-document';
import { cleanPieces } from './config-path/bundle/clean-pieces.ts';
import { forgetDetections, forgetEvidence } from './event-path/incident/forget-old.ts';
import { forgetApplicationHours } from './fleet/applications/store-hours.ts';
import { forgetOffDutyHours } from './fleet/off-duty/store-hours.ts';
import type { Log } from './log.ts';
import { endAudit } from './people/audit/end-audit.ts';
import type { Settings } from './settings.ts';
import type { Database } from './store/database.ts';

const LOOK_EVERY_MS = 6 * 3_600_000;
const FIRST_LOOK_MS = 10 * 60_000;
/** Nobody takes a day to bring a bundle. */
const PIECE_HOLD_MS = 24 * 3_600_000;

export interface KeepingOptions {
  readonly db: Database;
  readonly keep: Settings['keep'];
  /** Signs the head at which the audit log begins anew. */
  readonly key: () => Promise<Result<SigningKey>>;
  readonly now: () => number;
  readonly log: Log;
}

export interface Keeping {
  /** One look, for the timer and for tests. */
  look(): Promise<Forgotten>;
  close(): Promise<void>;
}

export interface Forgotten {
  readonly evidence: number;
  readonly detections: number;
  readonly audit: number;
}

/** First some minutes after the start, then four times a day; each look goes on where the last one stopped. */
export function keepForMonths(options: KeepingOptions): Keeping {
  const { log } = options;
  let stopped = false;
  let running: Promise<Forgotten> | undefined;
  const look = (): Promise<Forgotten> => {
    running ??= forget(options, () => stopped).finally(() => {
      running = undefined;
    });
    return running;
  };
  const lookAndTell = async (): Promise<void> => {
    try {
      const forgotten = await look();
      if (Object.values(forgotten).some((count) => count > 0)) log.info({ forgotten }, 'old records were removed');
    } catch (thrown) {
      log.error(
        { code: 'CTR_KEEPING_FAILED', cause: causeOf(thrown) },
        'old records could not be removed; again later',
      );
    }
  };
  const first = setTimeout(() => void lookAndTell(), FIRST_LOOK_MS).unref();
  const timer = setInterval(() => void lookAndTell(), LOOK_EVERY_MS).unref();
  return {
    look,
    close: async () => {
      stopped = true;
      clearTimeout(first);
      clearInterval(timer);
      await running?.catch((thrown: unknown) => log.warn({ cause: causeOf(thrown) }, 'the last look was broken off'));
    },
  };
}

async function forget({ db, keep, key, now, log }: KeepingOptions, isStopped: () => boolean): Promise<Forgotten> {
  const at = new Date(now());
  const evidence = await forgetEvidence(db, monthsBefore(at, keep.evidenceMonths), isStopped);
  const detections = await forgetDetections(db, monthsBefore(at, keep.detectionMonths), isStopped);
  // What was counted for one device is gone when nobody may look at it any more.
  await forgetApplicationHours(db, monthsBefore(at, 3));
  await forgetOffDutyHours(db, monthsBefore(at, keep.detectionMonths), monthsBefore(at, 3));
  await cleanPieces(db, new Date(at.getTime() - PIECE_HOLD_MS), isStopped);
  const signing = await key();
  if (!signing.ok) {
    log.warn({ code: signing.error.code }, 'the audit log is kept longer: its head cannot be signed');
    return { evidence, detections, audit: 0 };
  }
  const audit = isStopped() ? 0 : await endAudit(db, monthsBefore(at, keep.auditMonths), signing.value, at);
  return { evidence, detections, audit };
}

/** The same day so many months earlier; from the 31st the last day of a shorter month. */
export function monthsBefore(at: Date, months: number): Date {
  const day = new Date(at);
  day.setUTCDate(1);
  day.setUTCMonth(day.getUTCMonth() - months);
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  day.setUTCDate(Math.min(at.getUTCDate(), last));
  return day;
}

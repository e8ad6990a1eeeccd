import { randomUUID } from 'node:crypto';
import { err, type Result } from '@omamori/contract/result';
import { reportAckSchema, type StateReport, stateReportSchema } from '@omamori/contract/state-report';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';

/** Who took a report: the center (its database has it), only the broker, or nobody. */
export type Heard = 'center' | 'link' | 'nothing';

/** Sends the report, retained, now and whenever the link comes back: the center always holds the last word. */
export interface StateReporter {
  /** True when the broker has acknowledged it; else it is sent when the link is back. */
  report(report: StateReport): Promise<boolean>;
  /** Sends it under this id and waits for the center's acknowledgement of that id, whichever copy it answers. */
  ask(report: StateReport, reportId: string, waitMs: number): Promise<Heard>;
  /**
   * The center of this session acknowledges reports. Ends with the session, and after ten minutes in which it
   * acknowledged none: an older center may have been put behind a broker that lives on.
   */
  answers(): boolean;
  stop(): void;
}

export interface ReportLink {
  publish(channel: 'reported', payload: string, options: { retain: true; qos: 1 }): Promise<Result<void>>;
  subscribe(channel: 'desired' | 'ack', onMessage: (payload: Buffer) => void): () => void;
  onState(listener: (connected: boolean) => void): () => void;
}

const SILENT_MS = 600_000;
const MAX_ACK_BYTES = 1024;
/** Ids of which an acknowledgement is known again; a late one of an older report proves nothing that is asked. */
const MOST_IDS = 16;

export function startStateReporter(link: ReportLink, clock: Pick<Clock, 'monotonicMs'>, log: Log): StateReporter {
  return new Reporter(link, clock, log);
}

type Named = StateReport & { readonly reportId: string };

class Reporter implements StateReporter {
  readonly #link: ReportLink;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #log: Log;
  readonly #offs: (() => void)[];
  /** Newest last: id of a report that was made, and what waits for its acknowledgement. */
  readonly #made = new Map<string, { acknowledged: boolean; tell: (() => void) | null }>();
  #latest: Named | null = null;
  #answered = false;
  #unansweredSince: number | null = null;

  constructor(link: ReportLink, clock: Pick<Clock, 'monotonicMs'>, log: Log) {
    this.#link = link;
    this.#clock = clock;
    this.#log = log;
    this.#offs = [
      link.subscribe('ack', (payload) => this.#onAck(payload)),
      link.onState((connected) => {
        this.#answered = false;
        this.#unansweredSince = null;
        if (connected) void this.#send();
      }),
    ];
  }

  async report(report: StateReport): Promise<boolean> {
    this.#keep({ ...report, reportId: randomUUID() });
    return await this.#send();
  }

  async ask(report: StateReport, reportId: string, waitMs: number): Promise<Heard> {
    this.#keep({ ...report, reportId });
    const sent = await this.#send();
    const made = this.#made.get(reportId);
    if (made?.acknowledged === true) return 'center';
    if (!sent) return 'nothing';
    if (made === undefined || waitMs <= 0) return 'link';
    await within(waitMs, (tell) => {
      made.tell = tell;
    });
    made.tell = null;
    return made.acknowledged ? 'center' : 'link';
  }

  answers(): boolean {
    if (!this.#answered) return false;
    return this.#unansweredSince === null || this.#clock.monotonicMs() - this.#unansweredSince < SILENT_MS;
  }

  stop(): void {
    for (const off of this.#offs) off();
    for (const { tell } of this.#made.values()) tell?.();
  }

  #keep(report: Named): void {
    this.#latest = report;
    if (this.#made.has(report.reportId)) return;
    this.#made.set(report.reportId, { acknowledged: false, tell: null });
    for (const id of [...this.#made.keys()].slice(0, -MOST_IDS)) this.#made.delete(id);
  }

  async #send(): Promise<boolean> {
    const report = this.#latest;
    if (report === null) return false;
    const sent = await publish(this.#link, report);
    if (!sent.ok) this.#log.debug(sent.error, 'state report not sent; it is sent when the link is back');
    else if (this.#made.get(report.reportId)?.acknowledged === false)
      this.#unansweredSince ??= this.#clock.monotonicMs();
    return sent.ok;
  }

  /** What is not the acknowledgement of a report of ours changes nothing: doubled, late, of events, damaged. */
  #onAck(payload: Buffer): void {
    const made = this.#made.get(parseAck(payload) ?? '');
    if (made === undefined) return;
    made.acknowledged = true;
    this.#answered = true;
    this.#unansweredSince = null;
    made.tell?.();
  }
}

function parseAck(payload: Buffer): string | null {
  if (payload.length > MAX_ACK_BYTES) return null;
  let value: unknown;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    return null;
  }
  const parsed = reportAckSchema.safeParse(value);
  return parsed.success ? parsed.data.reportId : null;
}

async function publish(link: ReportLink, report: StateReport): Promise<Result<void>> {
  const parsed = stateReportSchema.safeParse(report);
  if (!parsed.success) return err('CFG_REPORT_INVALID', 'The state report does not have the agreed form.');
  return await link.publish('reported', JSON.stringify(parsed.data), { retain: true, qos: 1 });
}

function within(ms: number, listen: (tell: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    timer.unref();
    listen(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

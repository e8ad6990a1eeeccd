import { err, type Result } from '@omamori/contract/result';
import { type StateReport, stateReportSchema } from '@omamori/contract/state-report';
import type { Log } from '../../platform/log.ts';

/** Sends the report, retained, now and whenever the link comes back: the center always holds the last word. */
export interface StateReporter {
  /** True when the broker has acknowledged it; else it is sent when the link is back. */
  report(report: StateReport): Promise<boolean>;
  stop(): void;
}

export interface ReportLink {
  publish(channel: 'reported', payload: string, options: { retain: true; qos: 1 }): Promise<Result<void>>;
  onState(listener: (connected: boolean) => void): () => void;
}

export function startStateReporter(link: ReportLink, log: Log): StateReporter {
  let latest: StateReport | null = null;
  const send = async (): Promise<boolean> => {
    if (latest === null) return false;
    const sent = await publish(link, latest);
    if (!sent.ok) log.debug(sent.error, 'state report not sent; it is sent when the link is back');
    return sent.ok;
  };
  const off = link.onState((connected) => {
    if (connected) void send();
  });
  return {
    async report(report) {
      latest = report;
      return await send();
    },
    stop: off,
  };
}

async function publish(link: ReportLink, report: StateReport): Promise<Result<void>> {
  const parsed = stateReportSchema.safeParse(report);
  if (!parsed.success) return err('CFG_REPORT_INVALID', 'The state report does not have the agreed form.');
  return await link.publish('reported', JSON.stringify(parsed.data), { retain: true, qos: 1 });
}

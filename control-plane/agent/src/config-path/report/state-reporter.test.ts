import type { StateReport } from '@omamori/contract/state-report';
import { manualClock } from '@omamori/testkit/manual-clock';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { startStateReporter } from './state-reporter.ts';

const REPORT: StateReport = {
  v: 1,
  appliance: 'box-1',
  at: '2026-06-01T00:00:00.000Z',
  appliedVersion: 1,
  last: null,
  rulesLoaded: null,
  geoRanges: 0,
};

function setUp() {
  const clock = manualClock();
  const sent: StateReport[] = [];
  const ignore = (): void => undefined;
  const world = {
    brokerThere: true,
    onAck: ignore as (payload: Buffer) => void,
    onState: ignore as (up: boolean) => void,
  };
  const reporter = startStateReporter(
    {
      publish: async (_channel, payload) => {
        if (!world.brokerThere) return { ok: false, error: { code: 'LNK_NOT_CONNECTED', message: 'down' } };
        sent.push(JSON.parse(payload));
        return { ok: true, value: undefined };
      },
      subscribe: (_channel, listener) => {
        world.onAck = listener;
        return () => undefined;
      },
      onState: (listener) => {
        world.onState = listener;
        return () => undefined;
      },
    },
    clock,
    pino({ level: 'silent' }),
  );
  const answer = (reportId = sent.at(-1)?.reportId): void =>
    world.onAck(Buffer.from(JSON.stringify({ v: 1, kind: 'report', reportId })));
  return { clock, sent, world, reporter, answer };
}

const ID = '6f1f4b7e-7a51-4b6e-9a54-000000000001';

describe('the reporter', () => {
  it('tells who has taken a report: nobody, the broker, or the center', async () => {
    const { world, reporter, answer } = setUp();
    world.brokerThere = false;
    expect(await reporter.ask(REPORT, ID, 0)).toBe('nothing');
    world.brokerThere = true;
    expect(await reporter.ask(REPORT, ID, 5)).toBe('link');
    const asked = reporter.ask(REPORT, ID, 60_000);
    setTimeout(answer, 5);
    expect(await asked).toBe('center');
    // An acknowledgement that came too late for its question still answers the next one of the same id.
    expect(await reporter.ask(REPORT, ID, 0)).toBe('center');
  });

  it('knows that the center answers until the session ends or ten minutes of silence have passed', async () => {
    const { clock, sent, world, reporter, answer } = setUp();
    await reporter.report(REPORT);
    expect(reporter.answers()).toBe(false);
    answer();
    expect(reporter.answers()).toBe(true);
    clock.advance(3_600_000);
    expect(reporter.answers()).toBe(true); // nothing was asked of it
    await reporter.report(REPORT);
    clock.advance(599_000);
    expect(reporter.answers()).toBe(true);
    clock.advance(2000);
    expect(reporter.answers()).toBe(false);
    answer();
    expect(reporter.answers()).toBe(true);
    world.onState(false);
    world.onState(true);
    expect(reporter.answers()).toBe(false);
    answer('00000000-0000-4000-8000-000000000000');
    expect(reporter.answers()).toBe(false);
    expect(new Set(sent.map(({ reportId }) => reportId)).size).toBe(2); // the last word is repeated under its own id
  });
});

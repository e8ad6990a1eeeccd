// An hour of an open page in the time of a clock that the test holds.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLive } from './open-live.ts';

const HOUR_MS = 3_600_000;
const BEAT_MS = 15_000;

class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 0;
  #closed = false;
  constructor() {
    super();
    FakeSource.all.push(this);
  }
  close(): void {
    this.readyState = FakeSource.CLOSED;
    this.#closed = true;
  }
  tell(name: string, data = ''): void {
    if (this.#closed) return;
    if (name === 'open') this.readyState = 1;
    this.dispatchEvent(new MessageEvent(name, { data }));
  }
}

let said: string[];
let stop: () => void;
const newest = (): FakeSource => {
  const source = FakeSource.all.at(-1);
  if (source === undefined) throw new Error('nobody listens');
  return source;
};

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.stubGlobal('EventSource', FakeSource);
  FakeSource.all = [];
  said = [];
  stop = openLive('/api/live', {
    onBatch: () => said.push('rows'),
    onReload: () => said.push('reload'),
    onState: (connected) => said.push(connected ? 'on' : 'off'),
  });
  newest().tell('open');
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The center beats as it does, for so long. */
function beatFor(milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += BEAT_MS) {
    vi.advanceTimersByTime(BEAT_MS);
    newest().tell('beat');
  }
}

describe('a page left open', () => {
  it('for an hour listens on the one stream it began with', () => {
    beatFor(HOUR_MS);
    expect([FakeSource.all.length, said]).toEqual([1, ['on']]);
  });

  it('whose line was cut without a word says so within a minute, begins anew and reads everything again', () => {
    beatFor(HOUR_MS);
    vi.advanceTimersByTime(60_000);
    expect([FakeSource.all.length, said]).toEqual([2, ['on', 'off']]);
    expect(FakeSource.all[0]?.readyState).toBe(FakeSource.CLOSED);
    newest().tell('open');
    beatFor(HOUR_MS);
    expect([FakeSource.all.length, said]).toEqual([2, ['on', 'off', 'on', 'reload']]);
  });

  it('leaves a broken stream to the browser, which goes on where it was: nothing is read again', () => {
    beatFor(BEAT_MS);
    newest().readyState = 0;
    newest().tell('error');
    vi.advanceTimersByTime(5_000);
    newest().tell('open');
    expect([FakeSource.all.length, said]).toEqual([1, ['on', 'off', 'on']]);
  });

  it('while the center starts again tries every three seconds, then reads everything again once', () => {
    beatFor(BEAT_MS);
    for (let round = 0; round < 20; round += 1) {
      newest().readyState = FakeSource.CLOSED;
      newest().tell('error');
      vi.advanceTimersByTime(3_000);
    }
    expect(FakeSource.all.length).toBe(21);
    newest().tell('open');
    beatFor(60_000);
    expect(said.filter((word) => word === 'reload')).toEqual(['reload']);
    expect(FakeSource.all.length).toBe(21);
  });

  it('reads everything again when the center knows its cursor no more', () => {
    newest().tell('reload');
    expect(said).toEqual(['on', 'reload']);
  });

  it('takes nothing to the next page', () => {
    stop();
    newest().tell('incident', '{}');
    vi.advanceTimersByTime(HOUR_MS);
    expect([FakeSource.all.length, said]).toEqual([1, ['on']]);
  });
});

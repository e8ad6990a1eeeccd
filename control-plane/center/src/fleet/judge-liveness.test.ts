import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterBirth,
  afterDeath,
  afterWord,
  judge,
  LATE_AFTER_MS,
  type Liveness,
  SILENT_AFTER_MS,
  unheard,
} from './judge-liveness.ts';

const START = 1_000_000;

describe('the liveness of a box', () => {
  it('goes from online over late to silent when nothing is heard, and names the last word as the beginning', () => {
    const heard = judge(afterBirth(unheard, 's1', START, false), START, 0);
    expect(heard.state).toBe('online');
    expect(judge(heard, START + LATE_AFTER_MS - 1, 0).state).toBe('online');
    expect(judge(heard, START + LATE_AFTER_MS, 0).state).toBe('late');
    const silent = judge(heard, START + SILENT_AFTER_MS, 0);
    expect([silent.state, silent.stateSince]).toEqual(['silent', START]);
    expect(judge(afterWord(silent, START + 200_000), START + 200_000, 0).state).toBe('online');
  });

  it('is silent at once when the session of the last birth died', () => {
    const heard = judge(afterBirth(unheard, 's1', START, false), START, 0);
    expect(judge(afterDeath(heard, 's1', START + 5), START + 5, 0).state).toBe('silent');
  });

  it('is not touched by the will of an older session', () => {
    const again = afterBirth(afterBirth(unheard, 's1', START, false), 's2', START + 1, false);
    expect(judge(afterDeath(again, 's1', START + 2), START + 2, 0).state).toBe('online');
  });

  it('is dead when its death overtook its birth', () => {
    const overtaken = afterBirth(afterDeath(unheard, 's1', START), 's1', START + 1, false);
    expect(judge(overtaken, START + 1, 0).state).toBe('silent');
  });

  it('does not take a birth that the broker replays for a sign of life', () => {
    expect(judge(afterBirth(unheard, 's1', START, true), START, 0).state).toBe('never');
    const dead = afterDeath(afterBirth(unheard, 's1', START, false), 's1', START + 1);
    expect(judge(afterBirth(dead, 's1', START + 2, true), START + 2, 0).state).toBe('silent');
  });

  it('gets no worse while the center itself hears nothing, and has the full time again when it hears', () => {
    const heard = judge(afterBirth(unheard, 's1', START, false), START, 0);
    const later = START + 10 * SILENT_AFTER_MS;
    expect(judge(heard, later, null).state).toBe('online');
    expect(judge(heard, later, later).state).toBe('online');
    expect(judge(heard, later + LATE_AFTER_MS, later).state).toBe('late');
    expect(judge(heard, later + SILENT_AFTER_MS, later).state).toBe('silent');
  });

  it('ends right in every interleaving of births, wills, words and replays of any number of sessions (MSG-8)', () => {
    fc.assert(fc.property(history, checkHistory), { numRuns: 25_000 });
  });
});

/**
 * A box connects again and again; each connection ends with a will that the broker delivers at any later time, or never.
 * The broker replays the retained birth (the newest) and the retained death (the last will delivered) at any time.
 */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'connect' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'word' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('will' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'replay' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'cut' as const }) },
);
const history = fc.array(step, { minLength: 1, maxLength: 40 });

function checkHistory(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): void {
  let now = START;
  let liveness: Liveness = unheard;
  let sessions = 0;
  let connected = false;
  let lastBirth: string | null = null;
  let lastWill: string | null = null;
  const willsToCome: string[] = [];
  for (const event of steps) {
    now += 100;
    if (event.kind === 'connect') {
      // The old connection is gone; its will is still on the way.
      if (lastBirth !== null && connected) willsToCome.push(lastBirth);
      sessions += 1;
      lastBirth = `s${sessions}`;
      connected = true;
      liveness = afterBirth(liveness, lastBirth, now, false);
    } else if (event.kind === 'cut' && connected && lastBirth !== null) {
      connected = false;
      willsToCome.push(lastBirth);
    } else if (event.kind === 'word' && connected) {
      liveness = afterWord(liveness, now);
    } else if (event.kind === 'will' && willsToCome.length > 0) {
      const [will] = willsToCome.splice(event.pick % willsToCome.length, 1);
      lastWill = will ?? null;
      if (will !== undefined) liveness = afterDeath(liveness, will, now);
    } else if (event.kind === 'replay') {
      if (lastWill !== null) liveness = afterDeath(liveness, lastWill, now);
      if (lastBirth !== null) liveness = afterBirth(liveness, lastBirth, now, true);
    }
    liveness = judge(liveness, now, START);
    // All within 45 s: a connected box is online whatever arrives late; one whose will came is silent.
    if (connected) expect(liveness.state).toBe('online');
    else if (lastBirth !== null && !willsToCome.includes(lastBirth)) expect(liveness.state).toBe('silent');
    else if (lastBirth === null) expect(liveness.state).toBe('never');
  }
}

import { describe, expect, it } from 'vitest';
import { MissedFlows } from './count-missed.ts';

const receive = (missed: MissedFlows, times: number): void => {
  for (let index = 0; index < times; index += 1) missed.received();
};

describe('flows that the engine wrote and nobody read', () => {
  it('are those that ended and did not arrive', () => {
    const missed = new MissedFlows(null);
    receive(missed, 90);
    missed.counted(100, 1000);
    expect(missed.total).toBe(10);
    receive(missed, 10);
    expect(missed.total).toBe(0);
  });

  it('are remembered over a restart of the agent, which misses what ended meanwhile', () => {
    const before = new MissedFlows(null);
    receive(before, 90);
    before.counted(100, 1000);
    const after = new MissedFlows(before.keep());
    expect(after.total).toBe(10);
    receive(after, 5);
    after.counted(125, 1000);
    expect(after.total).toBe(30);
  });

  it('begin at nothing with another engine, and keep what the former one owed', () => {
    const missed = new MissedFlows(null);
    receive(missed, 95);
    missed.counted(100, 1000);
    receive(missed, 10);
    missed.counted(10, 900_000);
    expect(missed.total).toBe(5);
  });

  it.each(['', '{}', '[1]', '{"startedMs":"x","ended":1,"missed":1}'])(
    'begin anew with a note that is none: %s',
    (kept) => {
      expect(new MissedFlows(kept).total).toBe(0);
    },
  );
});

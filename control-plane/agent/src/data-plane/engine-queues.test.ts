import { describe, expect, it } from 'vitest';
import { readQueueRows, StallClock } from './engine-queues.ts';

describe('readQueueRows', () => {
  it('reads number, waiting packets and verdicts of each bound queue, and nothing from what is no row', () => {
    const text = '    0  31337     3 2 65531     0     0       12  1\n    1 4294963200 0 2 65531 0 0 0 1\nx\n1 2\n';
    expect(readQueueRows(text)).toEqual([
      { number: 0, waiting: 3, judged: 9 },
      { number: 1, waiting: 0, judged: 0 },
    ]);
    expect(readQueueRows('')).toEqual([]);
  });

  it('counts on when the packet id begins anew', () => {
    expect(readQueueRows('0 1 4 2 65531 0 0 2 1\n')[0]?.judged).toBe(4_294_967_294);
  });
});

describe('StallClock', () => {
  const row = (waiting: number, judged: number, number = 0) => ({ number, waiting, judged });

  it('counts only while packets wait and no verdict comes', () => {
    const clock = new StallClock();
    expect(clock.look([row(0, 5)], 0)).toBe(0);
    expect(clock.look([row(9, 8)], 100)).toBe(0);
    expect(clock.look([row(20, 8)], 400)).toBe(300);
    expect(clock.look([row(21, 9)], 500)).toBe(0);
    expect(clock.look([row(0, 30)], 900)).toBe(0);
    expect(clock.look([row(0, 30)], 5000)).toBe(0);
    expect(clock.look([row(2, 30)], 5100)).toBe(100);
  });

  it('takes the worst queue, forgets one that is gone, and tells once that verdicts came', () => {
    const clock = new StallClock();
    clock.look([row(1, 1), row(1, 1, 1)], 0);
    expect(clock.takeMoved()).toBe(false);
    expect(clock.look([row(1, 2), row(1, 1, 1)], 700)).toBe(700);
    expect([clock.takeMoved(), clock.takeMoved()]).toEqual([true, false]);
    expect(clock.look([], 800)).toBe(0);
    expect(clock.look([row(1, 1, 1)], 2000)).toBe(0);
  });
});

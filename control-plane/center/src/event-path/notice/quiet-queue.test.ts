import { describe, expect, test } from 'vitest';
import { QuietQueue } from './quiet-queue.ts';

const waits = { quietMs: 2_000, longestMs: 10_000, most: 2 };

describe('quiet queue', () => {
  test('lets an incident go two seconds after its last change', () => {
    const queue = new QuietQueue(waits);
    queue.touch(1, 0);
    queue.touch(1, 1_500);
    expect(queue.takeDue(3_000)).toEqual([]);
    expect(queue.takeDue(3_500)).toEqual([1]);
    expect(queue.takeDue(9_000)).toEqual([]);
  });

  test('lets one that never rests go ten seconds after its first change', () => {
    const queue = new QuietQueue(waits);
    for (let at = 0; at <= 9_500; at += 500) {
      queue.touch(1, at);
      expect(queue.takeDue(at)).toEqual([]);
    }
    queue.touch(1, 10_000);
    expect(queue.takeDue(10_000)).toEqual([1]);
  });

  test('says when there is no room, and has room again afterwards', () => {
    const queue = new QuietQueue(waits);
    expect([queue.touch(1, 0), queue.touch(2, 0), queue.touch(3, 0), queue.touch(2, 5)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(queue.takeDue(20_000)).toEqual([1, 2]);
    expect(queue.touch(3, 20_000)).toBe(true);
  });

  test('a clock set back by a day does not hold a notice for a day', () => {
    const queue = new QuietQueue(waits);
    queue.touch(1, 86_400_000);
    expect(queue.takeDue(5_000)).toEqual([]);
    expect(queue.takeDue(7_000)).toEqual([1]);
  });
});

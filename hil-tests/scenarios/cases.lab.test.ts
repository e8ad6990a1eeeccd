import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { playCase } from './play-cases.ts';

/** Cases that need no browser and no kill, one after the other in one lab, and again: what was told once stays told. */
let lab: Lab;

beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
}, 400_000);
afterAll(() => lab?.stop());

describe('a case', () => {
  it.each(['D', 'alpha', 'D'] as const)(
    '%s holds from the packet to the notice',
    async (name) => {
      const { failures, sent, arrived, blocked, notified } = await playCase(lab, name);
      expect(failures).toEqual([]);
      expect({ arrived, blocked, notified }).toEqual({ arrived: 0, blocked: sent, notified: true });
    },
    400_000,
  );
});

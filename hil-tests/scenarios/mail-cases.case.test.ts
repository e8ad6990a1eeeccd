import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { closeIncidents } from './close-incidents.ts';
import { playCase } from './play-cases.ts';
import { MAIL_CASES } from './scenario.ts';

let lab: Lab;

beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
}, 400_000);
afterAll(() => lab?.stop());
afterEach(() => closeIncidents(lab));

describe('mail that tries to cheat', () => {
  it.each(MAIL_CASES)('%s holds from the packet to the notice', async (name) => {
    const { arrived, blocked, failures, notified } = await playCase(lab, name);
    expect(failures).toEqual([]);
    expect({ arrived, stops: blocked > 0, notified }).toEqual({ arrived: 0, stops: true, notified: true });
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { closeIncidents } from './close-incidents.ts';
import { playCase } from './play-cases.ts';
import { EVERYDAY_CASES } from './scenario.ts';

/** What every customer meets some day, one after the other in one lab. */
let lab: Lab;

beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
}, 400_000);
afterAll(() => lab?.stop());
afterEach(() => closeIncidents(lab));

describe('an everyday case', () => {
  it.each(EVERYDAY_CASES)('%s holds from the packet to the notice', async (name) => {
    const { failures, blocked, notified } = await playCase(lab, name);
    expect(failures).toEqual([]);
    expect({ stops: blocked > 0, notified }).toEqual({ stops: true, notified: true });
  });
});

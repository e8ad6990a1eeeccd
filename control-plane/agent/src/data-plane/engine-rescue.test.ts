import { err, ok } from '@omamori/contract/result';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { EngineRescue } from './engine-rescue.ts';

let nowMs: number;
let done: string[];
let state: string;
let pid: number;
let answering: boolean;
let rows: { number: number; waiting: number; judged: number }[];
let open: boolean;
let givingFails: boolean;
let rescue: EngineRescue;

beforeEach(() => {
  [nowMs, done, state, pid, answering, open, givingFails] = [0, [], 'S', 10, true, true, false];
  rows = [row(0, 5)];
  rescue = new EngineRescue({
    queues: 1,
    gate: {
      withdraw: async () => {
        done.push('withdraw');
        return ok(open);
      },
      giveBack: async () => {
        done.push('give back');
        return givingFails ? err('DPL_QUEUE_RULE_REFUSED', 'no') : ok(undefined);
      },
    },
    clock: { monotonicMs: () => nowMs },
    log: pino({ level: 'silent' }),
    readQueues: async () => rows,
    readEngine: async () => (pid === 0 ? null : { pid, start: pid, state }),
    answers: async () => answering,
    end: async (engine) => void done.push(`end ${engine.pid}`),
    onHung: async (hung) => void done.push(hung ? 'hung' : 'well'),
    onListeners: async () => void done.push('listeners'),
  });
});

const row = (waiting: number, judged: number) => ({ number: 0, waiting, judged });
async function tickUntil(ms: number): Promise<void> {
  for (; nowMs < ms; nowMs += 250) await rescue.tick();
}

describe('EngineRescue', () => {
  it('leaves an engine alone that is busy or has nothing to do', async () => {
    await tickUntil(5000);
    for (let judged = 6; nowMs < 20_000; judged += 1) {
      rows = [row(900, judged)];
      await rescue.tick();
      nowMs += 1000;
    }
    expect(done).toEqual([]);
  });

  it('opens at once for a stopped engine, and gives the queue back when it goes on by itself', async () => {
    await rescue.tick();
    [rows, state, answering] = [[row(3, 5)], 'T', false];
    await tickUntil(1000);
    expect(done).toEqual(['withdraw', 'hung']);
    [rows, state] = [[row(0, 8)], 'S'];
    await tickUntil(2000);
    expect(done).toEqual(['withdraw', 'hung']);
    answering = true;
    await tickUntil(2500);
    expect(done).toEqual(['withdraw', 'hung', 'give back', 'well']);
  });

  it('waits longer for one that is not stopped, ends it once when it stays hung, and waits for the next one', async () => {
    await rescue.tick();
    [rows, answering] = [[row(3, 5)], false];
    await tickUntil(1500);
    expect(done).toEqual([]);
    await tickUntil(12_000);
    expect(done).toEqual(['withdraw', 'hung', 'end 10']);
    [rows, pid] = [[], 0];
    await tickUntil(13_000);
    [rows, pid] = [[row(0, 0)], 11];
    await tickUntil(14_000);
    answering = true;
    await tickUntil(14_500);
    expect(done.slice(3)).toEqual(['listeners', 'listeners', 'give back', 'well']);
  });

  it('ends a hung engine under a closed policy too, and keeps trying to give the queue back', async () => {
    open = false;
    givingFails = true;
    await rescue.tick();
    rows = [row(3, 5)];
    await tickUntil(9000);
    expect(done).toEqual(['withdraw', 'hung', 'end 10']);
    rows = [row(0, 9)];
    await tickUntil(9500);
    expect(done.slice(3)).toEqual(['give back', 'give back']);
    givingFails = false;
    await tickUntil(9750);
    expect(done.slice(5)).toEqual(['give back', 'well']);
  });
});

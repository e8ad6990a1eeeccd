import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, unpackResult } from '@omamori/contract/command';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { err, ok } from '@omamori/contract/result';
import { signDocument } from '@omamori/contract/signed-document';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandRoom, startCommands } from '../src/commands/run-commands.ts';
import { desiredOf, makeKeys } from './box-driver.ts';
import { until } from './broker-fixture.ts';
import { quietLog, temporaryFolder } from './event-path-fixture.ts';

const keys = makeKeys();
const stranger = makeKeys(keys.keyId);
const NOW = Date.parse('2026-06-01T00:00:00.000Z');
const report: ReplayReport = {
  ...{ window: null, devices: [], already: { destinations: 0, flows: 0 }, gaps: { missed: 0, pruned: 0 } },
  looked: { devices: 0, conversations: 0, flows: 0, bytes: 0 },
  lost: { devices: 0, destinations: 0, flows: 0, bytes: 0 },
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let room: CommandRoom;
let deliver: (payload: Buffer) => void;
let answers: CommandResult[];
let ran: number;
let nowMs: number;
let hold: Promise<void>;
let ended: string[];

async function start(): Promise<void> {
  room = await startCommands({
    appliance: 'box-1',
    trustedKeys: { [keys.keyId]: keys.publicPem },
    link: {
      subscribe: (_channel, onMessage) => {
        deliver = onMessage;
        return () => undefined;
      },
      publish: async (_channel, payload) => {
        const unpacked = unpackResult(payload);
        if (!unpacked.ok) throw new Error(unpacked.error.message);
        answers.push(unpacked.value);
        return ok(undefined);
      },
    },
    clock: { nowMs: () => nowMs, monotonicMs: () => 0 },
    log: quietLog,
    bookPath: join(folder.path, 'commands.json'),
    replay: async () => {
      ran += 1;
      await hold;
      return ok(report);
    },
    endException: async (id) => {
      if (id !== 'box-1a2b') return err('CFG_LOCAL_UNKNOWN', 'There is no such exception.');
      ended.push(id);
      return ok(undefined);
    },
  });
}

interface Over {
  readonly id?: string;
  readonly appliance?: string;
  readonly forBox?: string;
  readonly lifeMs?: number;
  readonly extra?: object;
  readonly by?: typeof keys;
  readonly kind?: 'command' | 'desired-state';
  readonly what?: object;
}

function command(over: Over = {}): Buffer {
  const payload = {
    ...{ v: 1, id: over.id ?? randomUUID(), appliance: over.appliance ?? 'box-1', ...over.extra },
    ...{ issuedAt: new Date(NOW).toISOString(), expiresAt: new Date(NOW + (over.lifeMs ?? 60_000)).toISOString() },
    command: over.what ?? { kind: 'replay-policy', desired: { ...desiredOf(2), appliance: over.forBox ?? 'box-1' } },
  };
  const { keyId, privatePem } = over.by ?? keys;
  const signed = signDocument(over.kind ?? 'command', payload, { keyId, privateKeyPem: privatePem });
  if (!signed.ok) throw new Error(signed.error.message);
  return Buffer.from(JSON.stringify(signed.value));
}

beforeEach(async () => {
  folder = await temporaryFolder('commands');
  answers = [];
  ran = 0;
  ended = [];
  nowMs = NOW;
  hold = Promise.resolve();
  await start();
});
afterEach(async () => {
  await room.close();
  await folder.remove();
});

describe('a command of the center', () => {
  it('runs once and is answered under its id, however often it comes and after a restart', async () => {
    const bytes = command({ id: '11111111-1111-4111-8111-111111111111' });
    deliver(bytes);
    deliver(bytes);
    await until('an answer', () => answers.length === 1);
    await room.close();
    await start();
    deliver(bytes);
    deliver(command());
    await until('the next answer', () => answers.length === 2);
    expect(ran).toBe(2);
    expect(answers[0]).toMatchObject({ id: '11111111-1111-4111-8111-111111111111', outcome: 'done', code: null });
    expect(answers[0]?.replay).toEqual(report);
  });

  it.each([
    ['from a stranger under a known key id', command({ by: stranger })],
    ['for another appliance', command({ appliance: 'box-2' })],
    ['with a state for another appliance', command({ forBox: 'box-2' })],
    ['with a key nobody knows', command({ extra: { more: true } })],
    ['signed as a desired state', command({ kind: 'desired-state' })],
    ['that is no JSON', Buffer.from('{')],
    ['that is too big', Buffer.alloc(2 * 1024 * 1024, ' ')],
  ])('%s is neither run nor answered', async (_what, bytes) => {
    deliver(bytes);
    deliver(command());
    await until('the sound one', () => answers.length === 1);
    expect(room.counts).toEqual({ run: 1, refused: 1 });
  });

  it.each([
    ['late', 'CMD_EXPIRED', { lifeMs: -1 }],
    ['with too long a life', 'CMD_LIFE_TOO_LONG', { lifeMs: 2 * 60 * 60_000 }],
  ])('%s is refused with its code', async (_what, code, over) => {
    deliver(command(over));
    await until('the refusal', () => answers.length === 1);
    expect(answers[0]).toMatchObject({ outcome: 'refused', code });
    expect(ran).toBe(0);
  });

  it('ends an exception made at the box; one that has ended already is no failure', async () => {
    for (const exception of ['box-1a2b', 'box-gone'])
      deliver(command({ what: { kind: 'end-local-exception', exception } }));
    await until('both answers', () => answers.length === 2);
    expect(answers.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['done', null],
      ['done', null],
    ]);
    expect([ended, ran]).toEqual([['box-1a2b'], 0]);
  });

  it('is not run again by a clock that was put back', async () => {
    const bytes = command();
    deliver(bytes);
    await until('the first', () => answers.length === 1);
    nowMs = NOW + 2 * 60 * 60_000;
    deliver(bytes);
    await until('refused as late', () => answers.length === 2);
    nowMs = NOW;
    deliver(bytes);
    deliver(command());
    await until('the sound one', () => answers.length === 3);
    expect(ran).toBe(2);
  });

  it('is refused while four others wait', async () => {
    let release: () => void = () => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    for (let index = 0; index < 6; index += 1) deliver(command());
    await until('those too many', () => answers.length === 2);
    expect(answers.every(({ outcome, code }) => outcome === 'refused' && code === 'CMD_BUSY')).toBe(true);
    release();
    await until('the others', () => answers.length === 6);
    expect(ran).toBe(4);
  });

  it('runs with a damaged book, which begins anew', async () => {
    await room.close();
    await writeFile(join(folder.path, 'commands.json'), '{"not":"a book"');
    await start();
    deliver(command());
    await until('the answer', () => answers.length === 1);
    expect(answers[0]?.outcome).toBe('done');
  });
});

// The question to a box and its answer, at the center: what is asked, who may answer, what becomes of silence.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, commandSchema, packResult } from '@omamori/contract/command';
import { type Policy, policySchema } from '@omamori/contract/desired-state';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { err, ok } from '@omamori/contract/result';
import { type SignedDocument, verifyDocument } from '@omamori/contract/signed-document';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConfigPath, startConfigPath } from '../src/config-path/config-path.ts';
import { BoxQuestions } from '../src/config-path/replay/ask-box.ts';
import { loadSigningKey } from '../src/config-path/sign/signing-key.ts';
import type { Store } from '../src/store/connect-store.ts';
import type { Database } from '../src/store/database.ts';
import { addAppliance, emptyDatabase } from './sample-attempts.ts';
import { type StoreSource, storeSource } from './store-fixture.ts';

const BOX = 'box-config';
const MAC = '02:00:00:00:00:10';
const base: Policy = policySchema.parse({
  geo: { blockInbound: ['LV'], blockOutbound: [] },
  ports: [],
  ips: { mode: 'block', disabledRules: [] },
});
const proposed: Policy = { ...base, geo: { ...base.geo, blockOutbound: ['RU'] } };
const report: ReplayReport = {
  ...{ window: null, already: { destinations: 0, flows: 0 }, gaps: { missed: 0, pruned: 0 } },
  looked: { devices: 1, conversations: 1, flows: 4, bytes: 10 },
  lost: { devices: 1, destinations: 1, flows: 4, bytes: 10 },
  devices: [
    { mac: MAC, ip: '192.0.2.10', name: 'PC', lost: { destinations: 1, flows: 4, bytes: 10 }, destinations: [] },
  ],
};

let source: StoreSource;
let store: Store;
let db: Database;
let folder: string;
let path: ConfigPath;
let asked: { topic: string; document: SignedDocument; retain: boolean }[];
let brokerAway: boolean;
/** Stands for the box. */
let onCommand: (command: Command) => void;

async function readCommand(document: SignedDocument): Promise<Command> {
  const key = await loadSigningKey(join(folder, 'signing-key.pem'));
  if (!key.ok) throw new Error(key.error.message);
  const verified = verifyDocument(document, 'command', { [key.value.keyId]: key.value.publicKeyPem });
  if (!verified.ok) throw new Error(verified.error.message);
  return commandSchema.parse(verified.value.payload);
}

beforeAll(async () => {
  source = await storeSource('pglite');
  store = await source.open();
  db = store.db;
  folder = await mkdtemp(join(tmpdir(), 'om-replay-'));
});
afterAll(async () => {
  await path?.close();
  await store?.close();
  await source?.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await path?.close();
  await emptyDatabase(db);
  await addAppliance(db, BOX);
  await db
    .updateTable('appliance')
    .set({ state: 'online', labels: JSON.stringify({ [MAC]: '受付' }) })
    .execute();
  asked = [];
  brokerAway = false;
  onCommand = () => undefined;
  const fleet = [
    {
      ...{ appliance: BOX, company: 'c', site: 's', timeZone: 'Asia/Tokyo' },
      labels: {},
      language: 'ja' as const,
      routers: [],
    },
  ];
  const settings = { dataDir: folder, signingKeyFile: join(folder, 'signing-key.pem'), fleet, defaultPolicy: base };
  path = await startConfigPath({
    ...{ db, now: Date.now, log: pino({ level: 'silent' }), onChange: () => undefined },
    settings: { ...settings, protectedDestinations: ['192.0.2.10'] },
    link: {
      publish: async (topic, payload, { retain }) => {
        if (brokerAway) return err('CTR_BROKER_AWAY', 'no broker');
        if (!topic.endsWith('/command')) return ok(undefined);
        const document = JSON.parse(String(payload)) as SignedDocument;
        asked.push({ topic, document, retain });
        onCommand(await readCommand(document));
        return ok(undefined);
      },
    },
  });
  await path.look();
});

const answer = (id: string, over: object = {}) =>
  packResult({
    ...{ v: 1 as const, appliance: BOX, id, at: new Date().toISOString() },
    ...{ outcome: 'done' as const, code: null, message: null, replay: report },
    ...over,
  });

describe('a policy in the editor, replayed by its box', () => {
  it('is composed as it would be sent, signed for this box alone, never retained, and answered with the company’s words', async () => {
    let command: Command | undefined;
    onCommand = (one) => {
      command = one;
      expect(path.commandAnswered(BOX, answer(one.id))).toEqual({ ok: true, value: undefined });
    };
    const replayed = await path.replay(BOX, proposed);
    expect(replayed).toMatchObject({ ok: true, value: { outcome: 'answered', code: null } });
    expect(replayed.ok && replayed.value.report?.devices[0]?.name).toBe('受付');
    expect(asked).toMatchObject([{ topic: `omamori/v1/${BOX}/command`, retain: false }]);
    expect(command?.appliance).toBe(BOX);
    const what = command?.command;
    expect(what?.kind === 'replay-policy' && what.desired).toMatchObject({
      ...{ appliance: BOX, version: 2, protectedDestinations: ['192.0.2.10'] },
      geo: { blockInbound: ['LV'], blockOutbound: ['RU'] },
    });
    // Not known to the version before: left out of the document where it says nothing.
    expect(JSON.stringify(asked[0]?.document)).not.toContain('failModes');
    expect(
      (await path.policyOf(BOX)).ok && (await db.selectFrom('policy').select('version').executeTakeFirst()),
    ).toEqual({
      version: 1,
    });
  });

  it.each(['silent', 'never'] as const)('is not asked of a box that is %s: the answer comes at once', async (state) => {
    await db.updateTable('appliance').set({ state }).execute();
    const replayed = await path.replay(BOX, proposed);
    expect(replayed).toEqual({ ok: true, value: { outcome: 'away', code: null, report: null } });
    expect(asked).toEqual([]);
  });

  it('counts as away when the broker is', async () => {
    brokerAway = true;
    expect(await path.replay(BOX, proposed)).toMatchObject({ value: { outcome: 'away', code: 'CTR_BROKER_AWAY' } });
  });

  it('tells the code when the box refuses', async () => {
    const refusal = { outcome: 'refused', code: 'CMD_BUSY', message: 'busy', replay: undefined };
    onCommand = ({ id }) => void path.commandAnswered(BOX, answer(id, refusal));
    expect(await path.replay(BOX, proposed)).toEqual({
      ok: true,
      value: { outcome: 'refused', code: 'CMD_BUSY', report: null },
    });
  });

  it('is refused before anybody is asked when no box would take it, or nobody knows the box', async () => {
    const cutOff = { ...base, addressLists: [{ name: 'all', direction: 'both' as const, entries: ['192.0.2.10'] }] };
    expect(await path.replay(BOX, cutOff)).toMatchObject({ ok: false });
    expect(await path.replay('box-unknown', proposed)).toMatchObject({ error: { code: 'CTR_APPLIANCE_UNKNOWN' } });
    expect(asked).toEqual([]);
  });
});

describe('an exception that was made at the box', () => {
  const made = (id: string) => ({ id, until: new Date(Date.now() + 60_000).toISOString() });
  beforeEach(async () => {
    const health = JSON.stringify({ localExceptions: [made('box-1a'), made('box-2b')], rules: 3 });
    await db.updateTable('appliance').set({ health }).execute();
  });
  const told = async () => (await db.selectFrom('appliance').select('health').executeTakeFirstOrThrow()).health;

  it('is ended by asking the box, by a signed command of its own; the page forgets it when the box has done it', async () => {
    onCommand = ({ id, command }) => {
      expect(command).toEqual({ kind: 'end-local-exception', exception: 'box-1a' });
      void path.commandAnswered(BOX, answer(id, { replay: undefined }));
    };
    expect(await path.endLocalException(BOX, 'box-1a')).toEqual({ ok: true, value: undefined });
    expect(asked).toMatchObject([{ topic: `omamori/v1/${BOX}/command`, retain: false }]);
    expect(await told()).toMatchObject({ localExceptions: [{ id: 'box-2b' }], rules: 3 });
  });

  it('stays on the page when the box refuses or cannot be asked', async () => {
    const refusal = { outcome: 'failed', code: 'CFG_LOCAL_NOT_KEPT', message: 'disk', replay: undefined };
    onCommand = ({ id }) => void path.commandAnswered(BOX, answer(id, refusal));
    expect(await path.endLocalException(BOX, 'box-1a')).toMatchObject({ error: { code: 'CTR_COMMAND_REFUSED' } });
    brokerAway = true;
    expect(await path.endLocalException(BOX, 'box-1a')).toMatchObject({ error: { code: 'CTR_BOX_AWAY' } });
    await db.updateTable('appliance').set({ state: 'silent' }).execute();
    expect(await path.endLocalException(BOX, 'box-1a')).toMatchObject({ error: { code: 'CTR_BOX_AWAY' } });
    expect(await told()).toMatchObject({ localExceptions: [{ id: 'box-1a' }, { id: 'box-2b' }] });
  });
});

describe('answers', () => {
  const link = { publish: async () => ok<void>(undefined) };
  const question = { appliance: BOX, id: '11111111-1111-4111-8111-111111111111', document: '{}' };

  it('count only from the box that was asked, and only while somebody waits', async () => {
    const questions = new BoxQuestions(link);
    const waiting = questions.ask(question);
    expect(questions.answered('box-other', answer(question.id))).toMatchObject({
      error: { code: 'CTR_APPLIANCE_MISMATCH' },
    });
    expect(questions.answered(BOX, Buffer.from('noise'))).toMatchObject({ error: { code: 'CTR_MESSAGE_INVALID' } });
    expect(questions.answered(BOX, Buffer.alloc(2_000_000))).toMatchObject({ error: { code: 'CTR_MESSAGE_INVALID' } });
    expect(questions.answered(BOX, answer(question.id))).toMatchObject({ ok: true });
    expect(await waiting).toMatchObject({ ok: true, value: { outcome: 'done' } });
    expect(questions.answered(BOX, answer(question.id))).toMatchObject({ ok: true });
  });

  it('that do not come in time are told as late, and so are those under way when the center ends', async () => {
    expect(await new BoxQuestions(link, 20).ask(question)).toMatchObject({ error: { code: 'CTR_BOX_LATE' } });
    const questions = new BoxQuestions(link);
    const waiting = questions.ask(question);
    questions.close();
    expect(await waiting).toMatchObject({ error: { code: 'CTR_BOX_LATE' } });
  });

  it('are waited for by a bounded number', async () => {
    const questions = new BoxQuestions(link);
    const all = Array.from({ length: 65 }, (_, index) => questions.ask({ ...question, id: `id-${index}` }));
    expect(await all[64]).toMatchObject({ error: { code: 'CTR_QUESTIONS_FULL' } });
    questions.close();
    await Promise.all(all);
  });
});

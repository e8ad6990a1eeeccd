import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import { CLAIM_EXPORTER, claimAnswerSchema, claimProof, enrolledSchema } from '@omamori/contract/enrolment';
import { claimKeyOf } from '@omamori/contract/sticker-code';
import { clientIdOf, SPEAKER } from '@omamori/contract/topic-rights';
import { CHANNELS, topicOf } from '@omamori/contract/topics';
import { writeRequest } from '@omamori/contract/x509/certificate-request';
import { temporaryFolder } from '@omamori/testkit/temporary-folder';
import { waitUntil } from '@omamori/testkit/wait-until';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Authority, loadAuthority } from '../src/fleet/enrolment/authority.ts';
import { newSerial, writeCertificate } from '../src/fleet/enrolment/write-certificate.ts';
import { type BoxesDoor, openToBoxes } from '../src/open-to-boxes.ts';
import { settingsSchema } from '../src/settings.ts';
import type { Store } from '../src/store/connect-store.ts';
import { quietLog, type StoreSource, storeSource } from './store-fixture.ts';

const HOST = '127.0.0.1';
const DAY_MS = 86_400_000;
let source: StoreSource;
let store: Store;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let boxes: BoxesDoor;
let authority: Authority;
let nowMs = Date.now();

beforeAll(async () => {
  source = await storeSource('pglite');
  store = await source.open();
  folder = await temporaryFolder('enrolment');
  const enrolment = { host: HOST, port: 0 };
  const parsed = settingsSchema.parse({ dataDir: folder.path, mqtt: { host: HOST, port: 0 }, enrolment });
  const settings = { ...parsed, databaseUrl: undefined, mqttUrl: undefined };
  const opened = await openToBoxes({ db: store.db, settings, log: quietLog, now: () => nowMs });
  if (!opened.ok) throw new Error(opened.error.code);
  boxes = opened.value;
  const loaded = await loadAuthority(`${folder.path}/authority.pem`, nowMs);
  if (!loaded.ok) throw new Error(loaded.error.code);
  authority = loaded.value;
});
afterAll(async () => {
  await boxes.close();
  await store.close();
  await source.stop();
  await folder.remove();
});

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pemOf = (key: ReturnType<typeof newKey>) => key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

async function sticker(appliance: string, more: object = {}) {
  const request = {
    appliance,
    company: '株式会社さくら商店',
    site: '本社',
    language: 'ja' as const,
    hours: 24,
    ...more,
  };
  const made = await boxes.desk.make(request, 'test');
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly exported: Buffer;
}

/** One call; `body` is made with what binds it to the connection. */
function call(path: string, body: (exported: Buffer) => object, tls: ConnectionOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = boxes.enrolment;
    const socket = connect({ host: HOST, port, rejectUnauthorized: false, ...tls });
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const exported = socket.exportKeyingMaterial(32, CLAIM_EXPORTER, Buffer.alloc(0));
      const text = JSON.stringify(body(exported));
      const headers = { 'content-length': Buffer.byteLength(text) };
      const sent = request({ createConnection: () => socket, method: 'POST', path, headers });
      sent.once('error', reject);
      sent.once('response', (response) => {
        let got = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          got += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(got), exported }));
      });
      sent.end(text);
    });
  });
}

async function claim(appliance: string, code: string, key: ReturnType<typeof newKey>) {
  const csr = writeRequest(appliance, key.privateKey);
  const claimKey = claimKeyOf(code, appliance);
  return await call('/v1/claim', (exported) => ({
    ...{ v: 1, appliance, request: csr, proof: claimProof(claimKey, 'box', exported, csr) },
  }));
}

/** A box with its certificate, as it stands at the broker. */
async function enrolled(appliance: string) {
  const { code } = await sticker(appliance);
  const key = newKey();
  const answer = await claim(appliance, code, key);
  const given = enrolledSchema.parse(JSON.parse(claimAnswerSchema.parse(answer.body).enrolled));
  const own = { ca: given.authority, cert: given.certificate, key: pemOf(key) };
  expect(await call('/v1/confirm', () => ({ v: 1 }), own)).toMatchObject({ status: 200 });
  return { appliance, code, key, given, own, url: given.mqttUrl };
}

const clients: MqttClient[] = [];
function dial(url: string, options: IClientOptions): MqttClient {
  const client = mqtt.connect(url, { reconnectPeriod: 0, connectTimeout: 5_000, rejectUnauthorized: true, ...options });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

/** Whether the broker takes the connection and answers to MQTT. */
function isTaken(url: string, options: IClientOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const client = dial(url, options);
    const end = (taken: boolean) => {
      client.end(true);
      resolve(taken);
    };
    client.once('connect', () => end(true));
    client.once('error', () => end(false));
    client.once('close', () => end(false));
  });
}

test('a claim gives a certificate, is proved by the center, and gives the same key its answer again until it is confirmed', async () => {
  const { code } = await sticker('om-claim');
  const key = newKey();
  const first = await claim('om-claim', code, key);
  const { enrolled: text, proof } = claimAnswerSchema.parse(first.body);
  expect(proof).toBe(claimProof(claimKeyOf(code, 'om-claim'), 'center', first.exported, text));
  const again = await claim('om-claim', code, key);
  const given = enrolledSchema.parse(JSON.parse(claimAnswerSchema.parse(again.body).enrolled));
  expect(given.visitSecret).toBe(enrolledSchema.parse(JSON.parse(text)).visitSecret);
  expect(await claim('om-claim', code, newKey())).toMatchObject({ status: 409, body: { code: 'ENR_STICKER_USED' } });
  const own = { ca: given.authority, cert: given.certificate, key: pemOf(key) };
  for (const _ of [1, 2]) expect((await call('/v1/confirm', () => ({ v: 1 }), own)).status).toBe(200);
  expect(await claim('om-claim', code, key)).toMatchObject({ status: 409, body: { code: 'ENR_STICKER_USED' } });
  const listed = (await boxes.desk.list()).stickers.find((one) => one.appliance === 'om-claim');
  expect(listed).toMatchObject({ state: 'done', refused: 2, certificate: { serial: expect.any(String) } });
  const stored = JSON.stringify(await store.db.selectFrom('sticker').selectAll().execute());
  for (const secret of [code, claimKeyOf(code, 'om-claim').toString('hex'), given.visitSecret])
    expect(stored).not.toContain(secret);
});

test('wrong code, unknown box, another connection, withdrawn and expired stickers are refused', async () => {
  const { code, sticker: made } = await sticker('om-refuse');
  const other = await sticker('om-refuse2', { hours: 1 });
  const key = newKey();
  const refusedCall = { status: 403, body: { code: 'ENR_REFUSED' } };
  expect(await claim('om-refuse', other.code, key)).toMatchObject(refusedCall);
  expect(await claim('om-nobody', code, key)).toMatchObject(refusedCall);
  const csr = writeRequest('om-refuse', key.privateKey);
  const elsewhere = claimProof(claimKeyOf(code, 'om-refuse'), 'box', Buffer.alloc(32, 7), csr);
  const replayed = await call('/v1/claim', () => ({ v: 1, appliance: 'om-refuse', request: csr, proof: elsewhere }));
  expect(replayed).toMatchObject(refusedCall);
  await boxes.desk.withdraw(made.id);
  expect(await claim('om-refuse', code, key)).toMatchObject(refusedCall);
  nowMs += 2 * 3_600_000;
  const late = await claim('om-refuse2', other.code, key);
  nowMs -= 2 * 3_600_000;
  expect(late).toMatchObject({ status: 410, body: { code: 'ENR_STICKER_EXPIRED' } });
});

test('no connection but that of a box with its certificate in force is taken: more than fifty other ways are refused', async () => {
  const box = await enrolled('om-door');
  const id = clientIdOf('om-door');
  expect(await isTaken(box.url, { ...box.own, clientId: id })).toBe(true);
  const foreignFolder = await temporaryFolder('foreign-authority');
  const foreign = await loadAuthority(`${foreignFolder.path}/authority.pem`, nowMs);
  await foreignFolder.remove();
  if (!foreign.ok) throw new Error(foreign.error.code);
  const now = Date.now();
  const variants: [string, string, IClientOptions][] = [];
  const add = (name: string, options: IClientOptions, url = box.url) =>
    variants.push([name, url, { clientId: id, ...options }]);
  const issuedBy = (by: Authority, name: string, lifeMs: number, at = now) => {
    const key = newKey();
    return { ca: box.own.ca, cert: by.certifyBox(name, key.publicKey, at, lifeMs).pem, key: pemOf(key) };
  };
  const names = [
    'om-door',
    'om-other',
    'Omamori center',
    'Omamori-center',
    'om-door/..',
    '#',
    '+',
    'om-door\0x',
    'a b',
    '',
  ];
  for (const name of names) add(`foreign authority, ${name}`, issuedBy(foreign.value, name, DAY_MS));
  for (const name of names) add(`never issued, ${name}`, issuedBy(authority, name, DAY_MS));
  for (const days of [2, 30, 365]) add(`expired ${days}`, issuedBy(authority, 'om-door', DAY_MS, now - days * DAY_MS));
  for (const days of [2, 30, 365])
    add(`of the future ${days}`, issuedBy(authority, 'om-door', DAY_MS, now + days * DAY_MS));
  for (const name of names.slice(0, 5)) {
    const key = newKey();
    const issuer = { name, key: key.privateKey, publicKey: key.publicKey };
    const subject = { name, publicKey: key.publicKey, serial: newSerial() };
    const span = { fromMs: now - DAY_MS, toMs: now + DAY_MS };
    for (const purpose of ['client', 'authority'] as const) {
      const cert = writeCertificate(issuer, subject, span, { kind: purpose });
      add(`self-signed ${purpose}, ${name}`, { ca: box.own.ca, cert, key: pemOf(key) });
    }
    add(`authority's server certificate ${name}`, { ca: box.own.ca, ...authority.certifyServer([name], now) });
  }
  for (const other of ['om-other', 'OM-DOOR', ' om-door', '#', '', 'center-in'])
    add(`client id ${other}`, { ...box.own, clientId: clientIdOf(other) });
  add('no certificate', { ca: box.own.ca });
  add('plaintext', {}, box.url.replace('mqtts:', 'mqtt:'));
  for (const maxVersion of ['TLSv1.2', 'TLSv1.1', 'TLSv1'] as const)
    add(maxVersion, { ...box.own, minVersion: maxVersion, maxVersion } as IClientOptions);
  // The box's own side: whoever is not certified by its authority as a server is not its center.
  add('center of another authority', { ...box.own, ca: foreign.value.pem });
  add('center under another name', { ...box.own, servername: 'other.example' });
  for (const gone of ['om-gone1', 'om-gone2']) {
    const revoked = await enrolled(gone);
    await boxes.desk.revoke(gone);
    add(`revoked ${gone}`, { ...revoked.own, clientId: clientIdOf(gone) });
  }
  expect(variants.length).toBeGreaterThan(50);
  for (const [name, url, options] of variants) expect([name, await isTaken(url, options)]).toEqual([name, false]);
});

test('no byte of MQTT is answered to plaintext', async () => {
  const port = boxes.broker?.port ?? 0;
  const got = await new Promise<Buffer>((resolve) => {
    const parts: Buffer[] = [];
    const socket = connectTcp(port, HOST, () =>
      socket.write(Buffer.from('101000044d5154540400003c0004746573740000', 'hex')),
    );
    socket.on('data', (part) => parts.push(part));
    socket.on('close', () => resolve(Buffer.concat(parts)));
    socket.on('error', () => undefined);
  });
  expect(got[0] === 0x20).toBe(false); // CONNACK; a TLS alert is 0x15
});

test('a live session ends when its box is revoked, and a renewed certificate ends the one before', async () => {
  const box = await enrolled('om-live');
  const client = dial(box.url, { ...box.own, clientId: clientIdOf('om-live') });
  await waitUntil('the box is connected', async () => client.connected);
  const key = newKey();
  const csr = writeRequest('om-live', key.privateKey);
  const renewed = await call('/v1/renew', () => ({ v: 1, request: csr }), box.own);
  const next = { ...box.own, cert: (renewed.body as { certificate: string }).certificate, key: pemOf(key) };
  expect(client.connected).toBe(true);
  expect((await call('/v1/confirm', () => ({ v: 1 }), next)).status).toBe(200);
  await waitUntil('the old session is cut', async () => !client.connected);
  expect(await isTaken(box.url, { ...box.own, clientId: clientIdOf('om-live') })).toBe(false);
  expect((await call('/v1/renew', () => ({ v: 1, request: csr }), box.own)).status).toBe(403);
  const second = dial(box.url, { ...next, clientId: clientIdOf('om-live') });
  await waitUntil('the box is back', async () => second.connected);
  await boxes.desk.revoke('om-live');
  await waitUntil('the revoked session is cut', async () => !second.connected);
});

test('a new box takes over company, names and policy of the one it replaces, which is cut off', async () => {
  const old = await enrolled('om-old');
  const labels = JSON.stringify({ '02:00:00:00:00:01': '受付' });
  await store.db.updateTable('appliance').set({ labels, site: '支店' }).where('id', '=', 'om-old').execute();
  const { code } = await sticker('om-new', { replaces: 'om-old', site: 'x' });
  const key = newKey();
  const answer = await claim('om-new', code, key);
  const given = enrolledSchema.parse(JSON.parse(claimAnswerSchema.parse(answer.body).enrolled));
  expect(await isTaken(old.url, { ...old.own, clientId: clientIdOf('om-old') })).toBe(true);
  const own = { ca: given.authority, cert: given.certificate, key: pemOf(key) };
  expect((await call('/v1/confirm', () => ({ v: 1 }), own)).status).toBe(200);
  expect(await isTaken(old.url, { ...old.own, clientId: clientIdOf('om-old') })).toBe(false);
  const rows = await store.db
    .selectFrom('appliance')
    .selectAll()
    .where('id', 'in', ['om-old', 'om-new'])
    .orderBy('id')
    .execute();
  expect(rows).toMatchObject([
    { id: 'om-new', enrolled: true, site: '支店', labels: JSON.parse(labels) },
    { id: 'om-old', enrolled: false },
  ]);
});

test('over every channel, verb, wildcard and share, box A neither reads nor writes as box B', async () => {
  const [a, b] = [await enrolled('om-a'), await enrolled('om-b')];
  const subscriber = dial(a.url, { ...a.own, clientId: clientIdOf('om-a') });
  await waitUntil('A is connected', async () => subscriber.connected);
  const shapes = CHANNELS.flatMap((channel) => {
    const topic = topicOf('om-b', channel);
    return [
      topic,
      `$share/g/${topic}`,
      `${topic}/#`,
      `${topic}/`,
      `/${topic}`,
      `omamori/v1/+/${channel}`,
      `omamori/+/om-b/${channel}`,
      `$share/g/omamori/v1/+/${channel}`,
    ];
  });
  const wide = [
    '#',
    '+/#',
    'omamori/#',
    'omamori/v1/#',
    'omamori/v1/om-b/#',
    'omamori/v1/+/+',
    '$SYS/#',
    '$share/g/#',
    '+/+/+/+',
  ];
  const own = CHANNELS.filter((channel) => SPEAKER[channel] === 'box').map((channel) => topicOf('om-a', channel));
  for (const qos of [0, 1] as const)
    for (const topic of [...shapes, ...wide, ...own]) {
      const [granted] = await subscriber.subscribeAsync(topic, { qos }).catch(() => [{ qos: 128 }]);
      expect([topic, granted?.qos]).toEqual([topic, 128]);
    }
  const reader = boxes.dial({ clientId: 'test-reader', reconnectPeriod: 0 });
  clients.push(reader);
  const heard: string[] = [];
  reader.on('message', (topic) => heard.push(topic));
  await reader.subscribeAsync('omamori/v1/om-b/#', { qos: 1 });
  const writes = [
    ...CHANNELS.map((c) => topicOf('om-b', c)),
    ...CHANNELS.filter((c) => SPEAKER[c] === 'center').map((c) => topicOf('om-a', c)),
    '$SYS/x',
    'x',
  ];
  for (const topic of writes)
    for (const how of [{ qos: 0 }, { qos: 1 }, { qos: 1, retain: true }] as const) {
      const client = dial(a.url, { ...a.own, clientId: clientIdOf('om-a') });
      await waitUntil('A is connected', async () => client.connected);
      client.publish(topic, how.retain === undefined ? 'x' : '', how);
      await waitUntil(`A is thrown out for ${topic}`, async () => !client.connected);
      client.end(true);
    }
  for (const channel of CHANNELS) {
    const will = { topic: topicOf('om-b', channel), payload: Buffer.from('x'), qos: 1 as const, retain: true };
    const client = dial(a.url, { ...a.own, clientId: clientIdOf('om-a'), will });
    await waitUntil('A is there or refused', async () => client.connected || client.disconnected);
    client.stream.destroy();
  }
  const box = dial(b.url, { ...b.own, clientId: clientIdOf('om-b') });
  await waitUntil('B is connected', async () => box.connected);
  await box.publishAsync(topicOf('om-b', 'health'), 'mine', { qos: 1 });
  await waitUntil('the word of B arrives', async () => heard.length > 0);
  expect(heard).toEqual([topicOf('om-b', 'health')]);
  for (const client of clients) client.end(true);
});

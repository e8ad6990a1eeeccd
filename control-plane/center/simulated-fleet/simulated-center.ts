import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '@omamori/contract/result';
import { loadCenterKeys } from '../src/center-keys.ts';
import type { Outbox } from '../src/event-path/notice/outbox.ts';
import type { Log } from '../src/log.ts';
import { type Settings, settingsSchema } from '../src/settings.ts';
import { type Center, startCenter } from '../src/start-center.ts';
import { connectStore } from '../src/store/connect-store.ts';
import { LETTER_MARK } from './catalogue/words.ts';
import { type Filled, fillCenter } from './fill-center.ts';
import { makeAccounts, type SimulatedPeople } from './make-accounts.ts';
import { type Tending, tendBoxes } from './tend-boxes.ts';

export interface SimulationOptions {
  readonly folder: string;
  readonly databaseUrl: string | undefined;
  readonly boxes: number;
  readonly days: number;
  readonly seed: number;
  readonly http: { readonly host: string; readonly port: number };
  readonly log: Log;
  readonly onProgress?: (done: number, all: number) => void;
}

export interface Simulation {
  readonly center: Center;
  readonly filled: Filled;
  readonly people: SimulatedPeople;
  stop(): Promise<void>;
}

const PHONE = '03-0000-0000';

/** Fills a fresh database and starts the real center over it; its boxes go on speaking. Errors: those of both. */
export async function startSimulation(options: SimulationOptions): Promise<Result<Simulation>> {
  const { folder, databaseUrl, log } = options;
  const dataDir = join(folder, 'center');
  const store = await connectStore({ dataDir, databaseUrl, log });
  if (!store.ok) return store;
  const { db } = store.value;
  const { defaultPolicy } = settingsSchema.parse({});
  const outbox = await folderWithoutSync(join(dataDir, 'outbox'));
  const filled = await fillCenter({ ...options, db, now: Date.now(), phone: PHONE, defaultPolicy, outbox });
  const keys = filled.ok ? await loadCenterKeys({ dataDir, signingKeyFile: undefined }) : filled;
  const people = keys.ok ? await makeAccounts(db, keys.value) : keys;
  await store.value.close();
  if (!filled.ok) return filled;
  if (!people.ok) return people;
  const settings: Settings = {
    ...settingsSchema.parse({
      ...{ dataDir, http: options.http, mqtt: { host: '127.0.0.1', port: 0, plaintext: 'lab' }, phone: PHONE },
      enrolment: { host: '127.0.0.1', port: 0 },
      ...{ secondFactor: 'optional', fleet: filled.value.fleet.map((box) => box.entry) },
      protectedDestinations: ['192.0.2.1'],
    }),
    ...{ databaseUrl, mqttUrl: undefined },
  };
  const center = await startCenter(settings, log);
  if (!center.ok) return center;
  const tending = await tendBoxes(filled.value.fleet, brokerOf(center.value));
  return ok({
    ...{ center: center.value, filled: filled.value, people: people.value },
    stop: () => stopAll(tending, center.value),
  });
}

async function stopAll(tending: Tending, center: Center): Promise<void> {
  await tending.stop();
  await center.close();
}

function brokerOf({ mqtt }: Center): string {
  if (mqtt === null) throw new Error('the simulation has a broker of its own');
  return `mqtt://${mqtt.host}:${mqtt.port}`;
}

/** The letters' files, marked; nobody needs them after a power cut. */
async function folderWithoutSync(folder: string): Promise<Outbox> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return {
    write: async (name, content) => {
      await writeFile(join(folder, name), `${LETTER_MARK}\n${content}`);
      return ok(undefined);
    },
    tidy: async () => undefined,
  };
}

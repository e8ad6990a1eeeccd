// Composition: joins the rooms of the center. Order matters: what others lean on starts first and ends last.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ok, type Result } from '@omamori/contract/result';
import { loadCenterKeys } from './center-keys.ts';
import { type BundleRoom, openBundleRoom } from './config-path/bundle/bundle-room.ts';
import { type ConfigPath, startConfigPath } from './config-path/config-path.ts';
import { joinEventPath } from './event-path/event-path.ts';
import { readIncidentRows } from './event-path/incident/read-rows.ts';
import { watchSnoozed } from './event-path/incident/wake-snoozed.ts';
import { startNoticeStage } from './event-path/notice/write-notice.ts';
import { type Fleet, startFleet } from './fleet/keep-fleet.ts';
import { readApplianceRow } from './fleet/read-fleet.ts';
import { makeAccessCode } from './http-api/access/access-code.ts';
import { keepSessions } from './http-api/access/keep-sessions.ts';
import { createSignInLimits } from './http-api/access/limit-tries.ts';
import { announceChanges } from './http-api/live/announce-changes.ts';
import { createLiveHub } from './http-api/live/live-hub.ts';
import { startHttpApi } from './http-api/start-http-api.ts';
import { keepForMonths } from './keep-for-months.ts';
import type { Log } from './log.ts';
import type { MqttLinkOfCenter } from './mqtt-link/mqtt-link.ts';
import { createMqttLink } from './mqtt-link/start-mqtt-link.ts';
import { type BoxesDoor, openToBoxes } from './open-to-boxes.ts';
import { createPeopleDesk } from './people/people-desk.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { serveRooms } from './serve-rooms.ts';
import type { Settings } from './settings.ts';
import { connectStore, type Store } from './store/connect-store.ts';
import { readSimulated } from './store/simulated-data.ts';
import { tellFacts } from './tell-facts.ts';

const consoleFolder = fileURLToPath(new URL('../../web/console/dist', import.meta.url));

export interface Center {
  readonly http: { readonly host: string; readonly port: number };
  /** null when the broker is another program. */
  readonly mqtt: { readonly host: string; readonly port: number } | null;
  /** Where boxes claim. */
  readonly enrolment: { readonly host: string; readonly port: number };
  /** Set when there is no account yet, the settings name no code and this start made one. */
  readonly madeAccessCode: string | null;
  close(): Promise<void>;
}

/** Everything that must be closed, in the order in which it was opened. */
type Opened = (() => Promise<void>)[];

/** Starts the whole center. When a part cannot start, those that did are stopped again. */
export async function startCenter(settings: Settings, log: Log): Promise<Result<Center>> {
  const opened: Opened = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  const started = await startRooms(settings, log, opened);
  if (!started.ok) {
    await closeAll();
    return started;
  }
  return ok({ ...started.value, close: closeAll });
}

async function startRooms(settings: Settings, log: Log, opened: Opened): Promise<Result<Omit<Center, 'close'>>> {
  await mkdir(settings.dataDir, { recursive: true, mode: 0o750 });
  const store = await connectStore({ dataDir: settings.dataDir, databaseUrl: settings.databaseUrl, log });
  if (!store.ok) return store;
  opened.push(() => store.value.close());
  const boxes = await openToBoxes({ db: store.value.db, settings, log, now: Date.now });
  if (!boxes.ok) return boxes;
  opened.push(boxes.value.close);
  const link = createMqttLink(boxes.value.dial, log);
  const rooms = await joinRooms(settings, store.value, link, log, opened);
  boxes.value.onFleet(rooms.reread);
  opened.push(() => link.close());
  await link.start();
  return await openHttp(settings, rooms, boxes.value, log, opened);
}

/** What stands between the link and HTTP. */
async function joinRooms(settings: Settings, store: Store, link: MqttLinkOfCenter, log: Log, opened: Opened) {
  const { db } = store;
  const now = Date.now;
  const hub = createLiveHub();
  const live = announceChanges({
    hub,
    log,
    readIncidents: (ids) => readIncidentRows(db, ids),
    readAppliances: async (ids) => {
      const rows = await Promise.all(ids.map((id) => readApplianceRow(db, id, new Date(now()))));
      return rows.flatMap((row) => (row.ok ? [row.value] : []));
    },
  });
  opened.push(() => live.close());
  const refusals = createRefusals(log);
  const fleet = await startFleet({ db, entries: settings.fleet, now, log, refusals, onChange: live.appliance });
  opened.push(() => fleet.close());
  const outboxDir = settings.outboxDir ?? join(settings.dataDir, 'outbox');
  const notice = startNoticeStage({ db, outboxDir, now, log, phone: settings.phone, onWritten: live.incident });
  opened.push(() => notice.close());
  const configPath = await startConfigPath({ db, link, settings, now, log, onChange: live.appliance });
  opened.push(() => configPath.close());
  const bundles = await openBundleRoom({ db, link, settings, now, log });
  opened.push(() => bundles.close());
  const events = joinEventPath({
    db,
    link,
    now,
    log,
    refusals,
    knows: fleet.knows,
    onHeard: fleet.heard,
    onIncident: (id) => {
      live.incident(id);
      notice.incidentChanged(id);
    },
    onAppliance: live.appliance,
  });
  opened.push(async () => events.close());
  joinStatus(link, fleet, configPath, refusals, bundles);
  const snoozes = watchSnoozed({ db, now, log, onAwake: live.incident });
  opened.push(async () => snoozes.close());
  return { db, hub, live, configPath, bundles: bundles.desk, now, reread: fleet.reread, handOver: notice.handOver };
}

function joinStatus(
  link: MqttLinkOfCenter,
  fleet: Fleet,
  configPath: ConfigPath,
  refusals: Refusals,
  bundles: BundleRoom,
): void {
  link.onMessage('birth', async (message) => {
    const born = await fleet.birth(message);
    if (born.ok) await configPath.applianceBorn(message.appliance);
    if (born.ok) await bundles.applianceBorn(message.appliance);
  });
  link.onMessage('death', async (message) => {
    await fleet.death(message);
  });
  link.onMessage('health', async (message) => {
    await fleet.health(message);
  });
  link.onMessage('inventory', async (message) => {
    await fleet.inventory(message);
  });
  link.onMessage('reported', async (message) => {
    if (!fleet.knows(message.appliance)) return;
    if (!message.retained) fleet.heard(message.appliance);
    const reported = await configPath.reported(message.appliance, message.payload);
    if (!reported.ok) refusals.note(reported.error, message);
  });
  link.onMessage('result', async ({ appliance, payload, channel }) => {
    if (!fleet.knows(appliance)) return;
    if (await bundles.answered(appliance, payload)) return;
    const answered = configPath.commandAnswered(appliance, payload);
    if (!answered.ok) refusals.note(answered.error, { appliance, channel });
  });
  link.onMessage('fetch', async ({ appliance, payload, channel }) => {
    if (!fleet.knows(appliance)) return;
    const sent = await bundles.pieceAsked(appliance, payload);
    if (!sent.ok) refusals.note(sent.error, { appliance, channel });
  });
  link.onChange((connected) => {
    fleet.listening(connected);
    // What could not be sent while the broker was away need not wait for the timer.
    if (connected) void configPath.look();
  });
}

type Rooms = Awaited<ReturnType<typeof joinRooms>>;

async function openHttp(
  settings: Settings,
  rooms: Rooms,
  boxes: BoxesDoor,
  log: Log,
  opened: Opened,
): Promise<Result<Omit<Center, 'close'>>> {
  const { db, now } = rooms;
  const { phone, secondFactor } = settings;
  const keys = await loadCenterKeys(settings);
  if (!keys.ok) return keys;
  const { seal, signing } = keys.value;
  const people = createPeopleDesk({ db, now, secondFactor, seal, key: signing });
  const keeping = keepForMonths({ db, keep: settings.keep, key: signing, now, log });
  opened.push(keeping.close);
  const needsCode = settings.accessCode === undefined && !(await people.hasAccounts());
  const simulated = await readSimulated(db);
  const facts = () => tellFacts(settings);
  const madeAccessCode = needsCode ? makeAccessCode() : null;
  const context = {
    center: serveRooms({
      ...rooms,
      phone,
      people,
      visitSecretOf: boxes.visitSecretOf,
      stickers: boxes.desk,
      facts,
      simulated,
    }),
    sessions: keepSessions(db, now, secondFactor),
    limits: createSignInLimits(db, now),
    hub: rooms.hub,
    accessCode: settings.accessCode ?? madeAccessCode ?? makeAccessCode(),
  };
  const http = await startHttpApi(context, settings.http, consoleFolder, log);
  if (!http.ok) return http;
  opened.push(http.value.close);
  return ok({ http: http.value.address, mqtt: boxes.broker, enrolment: boxes.enrolment, madeAccessCode });
}

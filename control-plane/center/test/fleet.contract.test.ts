import { manualClock } from '@omamori/testkit/manual-clock';
import { waitUntil } from '@omamori/testkit/wait-until';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fleet, startFleet } from '../src/fleet/keep-fleet.ts';
import { readApplianceDetail, readFleet } from '../src/fleet/read-fleet.ts';
import type { IncomingMessage } from '../src/mqtt-link/mqtt-link.ts';
import { EVERYTHING } from '../src/people/person.ts';
import { createRefusals } from '../src/refusals.ts';
import type { Store } from '../src/store/connect-store.ts';
import { BOX, fleetOfTest, OTHER_BOX, RECEPTION } from './sample-events.ts';
import { emptyStore, quietLog, type StoreSource, storeKinds, storeSource } from './store-fixture.ts';

describe.each(storeKinds)('the fleet on %s', (kind) => {
  let source: StoreSource;
  let store: Store;
  let clock = manualClock();
  let changes: string[] = [];
  let refusals = createRefusals(quietLog);

  beforeAll(async () => {
    source = await storeSource(kind);
    store = await source.open();
  });
  afterAll(async () => {
    await store.close();
    await source.stop();
  });
  beforeEach(async () => {
    await emptyStore(store);
    clock = manualClock();
    changes = [];
    refusals = createRefusals(quietLog);
  });

  const start = async (): Promise<Fleet> => {
    const onChange = (appliance: string) => changes.push(appliance);
    const fleet = await startFleet({
      db: store.db,
      entries: fleetOfTest,
      now: clock.now,
      log: quietLog,
      refusals,
      onChange,
    });
    fleet.listening(true);
    return fleet;
  };
  const message = (
    channel: IncomingMessage['channel'],
    content: unknown,
    change: Partial<IncomingMessage> = {},
  ): IncomingMessage => ({
    appliance: BOX,
    channel,
    payload: Buffer.from(JSON.stringify(content)),
    retained: false,
    ...change,
  });
  const session = (name: string) => ({ v: 1, appliance: BOX, session: name, at: null, agentVersion: '0.1.0' });
  const health = (change: Record<string, unknown> = {}) => ({
    v: 1,
    appliance: BOX,
    at: new Date(clock.now()).toISOString(),
    protection: 'inspecting',
    protectionSince: new Date(clock.now()).toISOString(),
    uninspectedSeconds: 0,
    rulesLoaded: 1234,
    rulesDate: '2026-11-23',
    spool: { waiting: 3, dropped: 0 },
    memoryBytes: 1,
    clockSynced: true,
    agentVersion: '0.1.0',
    ...change,
  });
  const rowOf = async (id: string) =>
    (await readFleet(store.db, new Date(clock.now()), EVERYTHING)).appliances.find((row) => row.id === id);
  const stateBecomes = (state: string) =>
    waitUntil(`the state ${state}`, async () => (await rowOf(BOX))?.state === state);

  it('shows a box that was never heard, then online with what it says, then late, then silent since its last word', async () => {
    const fleet = await start();
    expect(await rowOf(BOX)).toMatchObject({ state: 'never', lastHeard: null, company: '株式会社さくら商店' });
    await fleet.birth(message('birth', session('s1')));
    await fleet.health(message('health', health()));
    await stateBecomes('online');
    expect(await rowOf(BOX)).toMatchObject({
      protection: 'inspecting',
      rulesLoaded: 1234,
      rulesDate: '2026-11-23',
      spoolWaiting: 3,
    });
    const lastWord = new Date(clock.now()).toISOString();
    clock.advance(45_000);
    fleet.judgeAll();
    await stateBecomes('late');
    clock.advance(45_000);
    fleet.judgeAll();
    await stateBecomes('silent');
    expect(await rowOf(BOX)).toMatchObject({ stateSince: lastWord, lastHeard: lastWord, protection: 'unknown' });
    expect(changes).toContain(BOX);
    expect((await rowOf(OTHER_BOX))?.state).toBe('never');
    await fleet.close();
  });

  it('remembers the session over a restart of the center: an old will does no harm, the right one is believed', async () => {
    const first = await start();
    await first.birth(message('birth', session('s1')));
    await first.birth(message('birth', session('s2')));
    await first.close();
    const second = await start();
    await second.death(message('death', session('s1'), { retained: true }));
    second.judgeAll();
    expect((await rowOf(BOX))?.state).toBe('online');
    await second.death(message('death', session('s2')));
    await stateBecomes('silent');
    await second.close();
  });

  it('calls no box silent for the time the center itself was away', async () => {
    const first = await start();
    await first.health(message('health', health()));
    await first.close();
    clock.advance(3_600_000);
    const second = await start();
    second.judgeAll();
    expect((await rowOf(BOX))?.state).toBe('online');
    clock.advance(90_000);
    second.judgeAll();
    await stateBecomes('silent');
    await second.close();
  });

  it('keeps the devices of the last inventory under the company’s own words, and forgets those no longer named', async () => {
    const fleet = await start();
    const at = (minute: number) => new Date(clock.now() + minute * 60_000).toISOString();
    const device = (mac: string, names: unknown[], seen: number) => ({
      mac,
      names,
      addresses: ['192.168.10.11'],
      firstSeen: at(seen),
      lastSeen: at(seen),
    });
    const names = [
      { source: 'mdns', name: 'printer._ipp' },
      { source: 'dhcp', name: 'printer' },
    ];
    const list = [
      device(RECEPTION, names, 1),
      device('aa:00:00:00:00:02', names, 2),
      device('aa:00:00:00:00:03', [], 3),
    ];
    await fleet.inventory(message('inventory', { v: 1, appliance: BOX, at: at(0), devices: list }));
    const detail = await readApplianceDetail(store.db, BOX, new Date(clock.now()), EVERYTHING);
    expect(detail.ok && detail.value.devices.map((known) => known.label)).toEqual(['受付', 'printer', null]);
    const known = { kind: { is: 'pc', confidence: 0.9, why: [{ fact: 'browser', value: 'nt 10.0' }] } };
    const told = { ...device(RECEPTION, names, 9), known };
    await fleet.inventory(message('inventory', { v: 1, appliance: BOX, at: at(9), devices: [told] }));
    const after = await readApplianceDetail(store.db, BOX, new Date(clock.now()), EVERYTHING);
    expect(after.ok && after.value.devices.map((known) => [known.mac, known.firstSeen, known.lastSeen])).toEqual([
      [RECEPTION, at(1), at(9)],
    ]);
    expect(detail.ok && detail.value.devices[0]).not.toHaveProperty('known'); // a box before this version says nothing
    expect(after.ok && after.value.devices[0]).toMatchObject({ known, privateMac: true });
    await fleet.close();
  });

  it('refuses by code what is not readable, not as agreed, of another box or of an unknown one', async () => {
    const fleet = await start();
    const refused = await Promise.all([
      fleet.health(message('health', 'x', { payload: Buffer.from('{') })),
      fleet.health(message('health', health({ protection: 'fine' }))),
      fleet.health(message('health', health({ appliance: OTHER_BOX }))),
      fleet.birth(message('birth', session('s1'), { appliance: 'nobody-knows-it' })),
    ]);
    expect(refused.map((result) => (result.ok ? 'ok' : result.error.code))).toEqual([
      'CTR_MESSAGE_INVALID',
      'CTR_MESSAGE_INVALID',
      'CTR_APPLIANCE_MISMATCH',
      'CTR_APPLIANCE_UNKNOWN',
    ]);
    expect(refusals.counts()).toEqual({ CTR_MESSAGE_INVALID: 2, CTR_APPLIANCE_MISMATCH: 1, CTR_APPLIANCE_UNKNOWN: 1 });
    fleet.judgeAll();
    expect((await rowOf(BOX))?.state).toBe('never');
    await fleet.close();
  });

  it('no longer lists a box that the settings no longer name, and takes it back with its history', async () => {
    const fleet = await start();
    await fleet.birth(message('birth', session('s1')));
    await fleet.close();
    const only = fleetOfTest.filter((entry) => entry.appliance === OTHER_BOX);
    const smaller = await startFleet({
      db: store.db,
      entries: only,
      now: clock.now,
      log: quietLog,
      refusals,
      onChange: () => undefined,
    });
    expect([smaller.knows(BOX), await rowOf(BOX)]).toEqual([false, undefined]);
    await smaller.close();
    const again = await start();
    expect([again.knows(BOX), (await rowOf(BOX))?.state]).toEqual([true, 'online']);
    await again.close();
  });
});

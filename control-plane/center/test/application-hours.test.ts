import type { ApplicationHour } from '@omamori/contract/application-hours';
import { expect, it } from 'vitest';
import { readApplications } from '../src/fleet/applications/read-applications.ts';
import { forgetApplicationHours, saveApplicationHours } from '../src/fleet/applications/store-hours.ts';
import { enrolFleet } from '../src/fleet/store-fleet.ts';
import { EVERYTHING } from '../src/people/person.ts';
import { fleetOfTest } from './sample-events.ts';
import { storeSource } from './store-fixture.ts';

const PC = '02:00:00:00:00:21';
const now = new Date('2026-11-24T03:30:00.000Z');
const row = (over: Partial<ApplicationHour>): ApplicationHour => ({
  ...{ hour: '2026-11-24T01:00:00.000Z', device: PC, application: 'AnyDesk', category: 'remote-control' },
  ...{ count: 2, bytes: 100, refused: 0 },
  ...over,
});

it('hours of applications keep the larger word, add up by device, hour and day, and end', async () => {
  const source = await storeSource('pglite');
  const store = await source.open();
  try {
    await enrolFleet(store.db, fleetOfTest);
    const id = fleetOfTest[0]?.appliance ?? '';
    const said = [
      row({}),
      row({ hour: '2026-11-24T02:00:00.000Z', bytes: 50 }),
      row({ device: null, application: 'Facebook', category: 'social' }),
    ];
    await saveApplicationHours(store.db, id, said);
    await saveApplicationHours(store.db, id, [
      row({ bytes: 90 }),
      row({ application: 'Unknown', category: 'unknown' }),
    ]);
    const told = await readApplications(store.db, { id, days: 7, now, scope: EVERYTHING });
    if (!told.ok) throw new Error(told.error.message);
    const { used, byDay, byHour } = told.value;
    expect(used.map(({ application, device, bytes, count }) => [application, device, bytes, count])).toEqual([
      ['AnyDesk', PC, 150, 4],
      ['Facebook', null, 100, 2],
      ['Unknown', PC, 100, 2],
    ]);
    expect(
      byHour
        .filter(({ category }) => category === 'remote-control')
        .map(({ hour }) => hour)
        .sort(),
    ).toEqual([10, 11]);
    expect(byDay.find(({ category }) => category === 'remote-control')).toMatchObject({
      day: '2026-11-24',
      bytes: 150,
    });
    expect(await forgetApplicationHours(store.db, now)).toBe(4);
    const elsewhere = await readApplications(store.db, { id: 'OM-9999', days: 7, now, scope: EVERYTHING });
    expect(elsewhere.ok).toBe(false);
  } finally {
    await store.close();
    await source.stop();
  }
});

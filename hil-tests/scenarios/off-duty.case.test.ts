import { type OffDutyAnswer, offDutyAnswerSchema } from '@omamori/contract/console-api/off-duty';
import { DEFAULT_OFF_DUTY, DEFAULT_WORK_CALENDAR, type OffDuty } from '@omamori/contract/off-duty';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { APPLIANCE, deviceOf } from '../lab/cast.ts';
import { UNLISTED_ADDRESS } from '../lab/dangerous-sites.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { startLongAction } from './long-action.ts';
import { changePolicy, judgeWays, tryWays } from './web-ways.ts';

/** Reserved names of the bundle's own lists. */
const GAMES = 'games.omamori.example';
const SNS = 'sns.omamori.example';
const EMBEDDED = 'embedded.omamori.example';
/** At work around the clock: the hour at which the test runs decides nothing. */
const CALENDAR = {
  ...DEFAULT_WORK_CALENDAR,
  ...{ days: [0, 1, 2, 3, 4, 5, 6], hours: { from: '00:00', to: '00:00' }, lunch: null, holidays: 'none' as const },
};
const pagesSchema = z.object({ pages: z.number() });

let lab: Lab;
beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  await setOffDuty({});
}, 400_000);
afterAll(() => lab?.stop());

function setOffDuty(part: Partial<OffDuty>): Promise<void> {
  return changePolicy(lab, { offDuty: { ...DEFAULT_OFF_DUTY, calendar: CALENDAR, ...part } });
}

async function told(): Promise<OffDutyAnswer> {
  return offDutyAnswerSchema.parse(JSON.parse(await lab.center.get(`/api/appliances/${APPLIANCE}/off-duty?days=1`)));
}

describe('sites outside work', () => {
  it('are counted for the whole office when somebody stays on one, and a page of work with a button is not', async () => {
    const web = lab.plan.web;
    const stays = startLongAction(lab, 'pc2', 'stay-on-site', [web.v4, GAMES, '600000', '8000'], pagesSchema);
    const works = [
      startLongAction(lab, 'pc1', 'stay-on-site', [web.v4, SNS, '20000', '10000'], pagesSchema),
      startLongAction(lab, 'pc1', 'stay-on-site', [web.v6, EMBEDDED, '600000', '8000'], pagesSchema),
    ];
    try {
      await waitUntil('the use of games is at the center', 400_000 * lab.patience, async () => {
        const { hours } = await told();
        return hours.some(({ category, quarters }) => category === 'games' && quarters > 0);
      });
      const came = await Promise.all([stays, ...works].map((action) => action.ask('how many')));
      expect(came.every(({ pages }) => pages > 0)).toBe(true);
    } finally {
      await Promise.all([stays, ...works].map((action) => action.stop()));
    }
    const { hours, persons, sentences } = await told();
    expect([...new Set(hours.map(({ category, period }) => `${category} ${period}`))]).toEqual(['games work']);
    expect(persons).toEqual([]);
    expect(sentences.ja.join('')).toContain('だれが使ったかは記録していません');
    expect(sentences.ja.join('')).toContain('「ゲーム」約');
  }, 600_000);

  it('are refused by policy in the ways of dangerous sites, told to nobody, counted for a device only on request', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await setOffDuty({
      categories: [{ category: 'games', mode: 'block' }],
      sites: [`work.${GAMES}`],
      devices: [deviceOf('pc1').mac],
      persons: [{ mac: deviceOf('pc2').mac, until, askedBy: '社長', reason: '就業規則の確認' }],
    });
    const resolver = lab.plan.resolver.v4;
    const ways = (['v4', 'v6'] as const).flatMap((family) => {
      const site = UNLISTED_ADDRESS[family];
      return [
        { way: 'host', name: GAMES, address: site, expected: 'page' as const },
        { way: 'sni', name: `www.${GAMES}`, address: site, expected: 'reset' as const },
        { way: 'quic', name: GAMES, address: site, expected: 'unreachable' as const },
        { way: 'host', name: `work.${GAMES}`, address: site, expected: 'answered' as const },
        { way: 'host', name: EMBEDDED, address: site, expected: 'answered' as const },
        { way: 'host', name: SNS, address: site, expected: 'answered' as const },
      ];
    });
    ways.push({ way: 'dns-udp', name: `one.${GAMES}`, address: resolver, expected: 'no-name' as never });
    expect(judgeWays(await tryWays(lab, 'pc2', ways))).toEqual([]);
    const spared = [{ way: 'host', name: GAMES, address: UNLISTED_ADDRESS.v4, expected: 'answered' as const }];
    expect(judgeWays(await tryWays(lab, 'pc1', spared))).toEqual([]);
    await waitUntil('the refusals are at the center', 60_000 * lab.patience, async () => {
      const { persons } = await told();
      return persons[0]?.used.some(({ category, refused }) => category === 'games' && refused > 0) ?? false;
    });
    const { hours } = await told();
    expect(hours.find(({ category }) => category === 'games')?.refused).toBeGreaterThan(0);
    const { incidents } = await lab.center.incidents();
    const details = await Promise.all(incidents.map(({ id }) => lab.center.incident(id)));
    const ofF4 = details.flatMap(({ detections }) => detections).filter(({ detection }) => detection.function === 'F4');
    expect(ofF4).toEqual([]);
  }, 400_000);
});

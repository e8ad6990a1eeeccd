import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_OFF_DUTY, DEFAULT_WORK_CALENDAR } from '@omamori/contract/off-duty';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BundlesInForce } from '../src/bundles-in-force.ts';
import type { Conversation } from '../src/event-path/history/conversation.ts';
import { HourLedger } from '../src/protection/off-duty/hour-ledger.ts';
import { watchOffDuty } from '../src/watch-off-duty.ts';

const START = Date.parse('2026-11-24T01:00:00.000Z'); // ten o'clock in Tokyo, a Tuesday
const MAC = '02:00:00:00:00:01';
const categories = [{ category: 'games', feed: 'f', entries: 1, read: () => ['games.example'] }];
const bundles = { inForce: () => ({ version: '1', categories }) } as unknown as Pick<BundlesInForce, 'inForce'>;
const played = (part: Partial<Conversation> = {}): Conversation => ({
  ...{ mac: MAC, ip: '192.0.2.7', direction: 'outbound', peer: '198.51.100.1', name: 'www.games.example' },
  ...{ protocol: 'tcp', port: 443, flows: 1, bytes: 5_000_000, firstMs: START, lastMs: START + 600_000 },
  ...part,
});

let dataDir: string;
let nowMs: number;
const open = () =>
  watchOffDuty({
    settings: { dataDir, timeZone: 'Asia/Tokyo' },
    bundles,
    clock: { nowMs: () => nowMs },
    log: pino({ level: 'silent' }),
  });
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'omamori-off-duty-'));
  nowMs = START + 700_000;
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const HOUR = { hour: '2026-11-24T01:00:00.000Z', category: 'games', device: null, period: 'work' };

describe('counting sites outside work', () => {
  it('keeps what the office used, nobody’s device, over a restart', async () => {
    const room = await open();
    room.onConversation(played());
    room.onConversation(played({ mac: '02:00:00:00:00:02' }));
    room.onConversation(played({ direction: 'inbound' }));
    room.onRefused('games', MAC);
    room.onRefused('games', MAC);
    await room.close();
    const again = await open();
    expect(again.health()).toEqual({ hours: [{ ...HOUR, quarters: 2, refused: 1 }] });
    expect(await readFile(join(dataDir, 'off-duty.json'), 'utf8')).not.toContain(MAC);
    await again.close();
  });

  it('counts a device for itself only under a request, and until its end', async () => {
    const room = await open();
    const until = new Date(START + 1_000_000).toISOString();
    room.onPolicy({ ...DEFAULT_OFF_DUTY, persons: [{ mac: MAC, until, askedBy: 'a', reason: 'b' }] });
    room.onConversation(played());
    const later = 3_600_000;
    room.onConversation(played({ firstMs: START + later, lastMs: START + later + 600_000 }));
    expect(room.health()?.hours.filter(({ device }) => device === MAC)).toEqual([
      { ...HOUR, device: MAC, quarters: 1, refused: 0 },
    ]);
    await room.close();
  });

  it('leaves out devices and categories by policy, and tells lunch from work', async () => {
    const room = await open();
    room.onPolicy({ ...DEFAULT_OFF_DUTY, devices: [MAC] });
    room.onConversation(played());
    room.onPolicy({ ...DEFAULT_OFF_DUTY, categories: [{ category: 'games', mode: 'off' }] });
    room.onConversation(played());
    expect(room.health()).toBeNull();
    const lunch = { from: '10:00', to: '10:30' };
    room.onPolicy({ ...DEFAULT_OFF_DUTY, calendar: { ...DEFAULT_WORK_CALENDAR, lunch } });
    room.onConversation(played());
    expect(room.health()?.hours).toEqual([{ ...HOUR, period: 'lunch', quarters: 1, refused: 0 }]);
    await room.close();
  });

  it('begins anew with a damaged file', async () => {
    await writeFile(join(dataDir, 'off-duty.json'), '[{"hour":');
    const room = await open();
    expect(room.health()).toBeNull();
    await room.close();
  });
});

describe('the ledger of hours', () => {
  it('tells every kept hour after some messages, the newest in each, and is bounded', () => {
    const ledger = new HourLedger();
    for (let hour = 0; hour < 3000; hour += 1) {
      ledger.count({ atMs: START + hour * 3_600_000, category: 'games', device: null, period: 'work' }, 'quarters');
    }
    expect(ledger.rows()).toHaveLength(2500);
    ledger.prune(START + 3000 * 3_600_000);
    const all = ledger.rows();
    expect(all).toHaveLength(192); // eight days
    const told = new Set<string>();
    for (let message = 0; message < 31; message += 1) {
      const hours = ledger.nextToTell();
      expect(hours.length).toBeLessThanOrEqual(12);
      expect(hours.some(({ hour }) => hour === all.at(-1)?.hour)).toBe(true);
      for (const { hour } of hours) told.add(hour);
    }
    expect(told.size).toBe(192);
  });
});

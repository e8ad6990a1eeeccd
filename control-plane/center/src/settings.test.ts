import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

describe('the settings of the center', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'omamori-settings-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (content: unknown, environment: Record<string, string> = {}) => {
    const file = join(folder, 'settings.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return await readSettings(file, environment);
  };
  const box = { appliance: 'box-1', company: 'c', site: 's' };

  it('has a sensible value for everything, so that no file is needed', async () => {
    expect(await readSettings(undefined, {})).toMatchObject({
      ok: true,
      value: {
        dataDir: '.lab/center',
        http: { host: '127.0.0.1' },
        fleet: [],
        databaseUrl: undefined,
        mqttUrl: undefined,
      },
    });
  });

  it('takes database and broker from the environment, where an empty value means none', async () => {
    const settings = await read({}, { DATABASE_URL: 'postgresql://x', MQTT_URL: '' });
    expect(settings).toMatchObject({ ok: true, value: { databaseUrl: 'postgresql://x', mqttUrl: undefined } });
  });

  it('refuses an unknown key, a wrong value, a box named twice and a file that is no JSON, by code', async () => {
    for (const content of [
      { dataDirr: 'x' },
      { fleet: [{ ...box, timeZone: 'Mars/Base' }] },
      { fleet: [box, box] },
      { http: { host: 'x' } },
    ]) {
      expect(await read(content)).toMatchObject({ ok: false, error: { code: 'SET_INVALID' } });
    }
    expect(await read('{')).toMatchObject({ ok: false, error: { code: 'SET_UNREADABLE' } });
    expect(await readSettings(join(folder, 'missing.json'), {})).toMatchObject({
      ok: false,
      error: { code: 'SET_UNREADABLE' },
    });
  });
});

import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { collectParts, type DiagnosticSources } from './collect-parts.ts';
import { packParts } from './pack-archive.ts';

const NOW = Date.parse('2026-01-01T00:00:00.000Z');
const SECRET = 'hunter2-secret';
/** Every key that holds a secret anywhere, and some that somebody may add one day. */
const SETTINGS = {
  appliance: 'box-1',
  dataDir: '/var/lib/omamori',
  ports: { lan: 'lan', wan: 'wan', bridge: 'br0', password: SECRET },
  homeNetworks: ['192.0.2.0/24'],
  center: {
    mqttUrl: `mqtt://user:${SECRET}@center.example:1883`,
    trustedKeys: { a: SECRET },
    addresses: ['192.0.2.9'],
  },
  engine: { program: SECRET, queues: 2, queueRule: 'nft-queue' },
  localAdmin: { host: '192.0.2.2', port: 443, stickerCodeHash: SECRET, visitSecret: SECRET },
  timeZone: 'Asia/Tokyo',
  phone: '0120',
  futureKey: SECRET,
};

const sources = (over: Partial<DiagnosticSources> = {}): DiagnosticSources => ({
  system: null,
  settings: SETTINGS,
  status: { token: SECRET },
  health: null,
  install: null,
  devices: [],
  exceptions: [],
  blocks: [{ cookie: SECRET }],
  ...over,
});

describe('the archive for the desk', () => {
  it('is read by tar, each part under its name', async () => {
    const archive = await packParts(collectParts(sources()), NOW);
    const listed = spawnSync('tar', ['-tzvf', '-'], { input: archive, encoding: 'utf8' });
    expect(listed.status).toBe(0);
    expect(listed.stderr).toBe('');
    expect(listed.stdout.match(/omamori\/\w+\.json/g)).toEqual(
      ['system', 'settings', 'status', 'health', 'install', 'devices', 'exceptions', 'blocks'].map(
        (name) => `omamori/${name}.json`,
      ),
    );
    const read = spawnSync('tar', ['-xzOf', '-', 'omamori/settings.json'], { input: archive, encoding: 'utf8' });
    expect(JSON.parse(read.stdout)).toMatchObject({
      appliance: 'box-1',
      center: { mqttUrl: 'center.example:1883' },
      engine: { queues: 2 },
    });
  });

  it('holds no secret, wherever it stands in the sources', async () => {
    const text = gunzipSync(await packParts(collectParts(sources()), NOW)).toString('latin1');
    expect(text).toContain('192.0.2.0/24');
    expect(text).not.toContain(SECRET);
  });

  it('stays small, whatever a part holds', async () => {
    const huge = 'x'.repeat(600 * 1024);
    const archive = await packParts([{ name: 'huge', content: huge }], NOW);
    const text = gunzipSync(archive);
    expect(text.length).toBeLessThan(4096);
    expect(text.toString('latin1')).toContain('left out');
  });
});

import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLog } from './log.ts';
import { tellSystemd } from './tell-systemd.ts';

let folder: string;
const path = process.env.PATH;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omamori-notify-'));
  const program = join(folder, 'systemd-notify');
  await writeFile(program, `#!/bin/sh\necho "$1" >>'${folder}/told'\n`);
  await chmod(program, 0o755);
  process.env.PATH = `${folder}:${path}`;
});
afterEach(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true, force: true });
});

const told = async (): Promise<string[]> =>
  (await readFile(join(folder, 'told'), 'utf8').catch(() => '')).split('\n').filter(Boolean);

it('tells that it is ready and, again and again, that it is alive', async () => {
  const manager = tellSystemd(createLog('test'), { NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '300000' });
  await manager.ready();
  await vi.waitFor(
    async () => expect((await told()).filter((word) => word === 'WATCHDOG=1').length).toBeGreaterThan(1),
    {
      timeout: 20_000,
    },
  );
  manager.stop();
  expect(await told()).toContain('--ready');
}, 30_000);

it('says nothing where no service manager listens', async () => {
  const manager = tellSystemd(createLog('test'), {});
  await manager.ready();
  manager.stop();
  expect(await told()).toEqual([]);
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BoardRig, findMissing, readBoardRig } from './board-rig.ts';

const rig: BoardRig = {
  board: 'rpi',
  ports: { lan: 'bench0', wan: 'bench1' },
  serial: '/dev/null',
  power: { on: ['true'], off: ['true'] },
  card: null,
};
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omamori-bench-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function plug(device: string, carrier: string): Promise<void> {
  await mkdir(join(folder, device));
  await writeFile(join(folder, device, 'carrier'), carrier);
}
const look = (one: BoardRig) => findMissing(one, { netClass: folder, searchPath: process.env.PATH ?? '' });

it('finds nothing missing on a bench that has everything', async () => {
  await plug('bench0', '1\n');
  await plug('bench1', '1\n');
  expect(await look(rig)).toEqual([]);
});

it('names each thing that a bench lacks', async () => {
  await plug('bench0', '0\n');
  const power = { on: ['no-such-switch', 'on'], off: ['true'] };
  const missing = await look({ ...rig, serial: '/dev/no-such-serial', power, card: '/dev/null' });
  const things = [
    'bench0 has no link',
    'no network device bench1',
    'no-such-serial',
    'power on',
    'no card at /dev/null',
  ];
  expect(missing).toHaveLength(things.length);
  for (const thing of things) expect(missing.join('\n')).toContain(thing);
});

it('takes a rig file in its exact form only', async () => {
  const file = join(folder, 'rig.json');
  await writeFile(file, JSON.stringify(rig));
  expect(await readBoardRig(file)).toEqual({ ok: true, value: rig });
  await writeFile(file, JSON.stringify({ ...rig, ports: { lan: 'a', wan: 'a' } }));
  expect(await readBoardRig(file)).toMatchObject({ ok: false, error: { code: 'RIG_FILE_WRONG' } });
  expect(await readBoardRig(join(folder, 'none'))).toMatchObject({ ok: false, error: { code: 'RIG_FILE_UNREADABLE' } });
});

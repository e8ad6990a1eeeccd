// Real faults of the disk below the spool. Where each comes from:
//   ENOSPC     a tmpfs that is filled up
//   read-only  ext4 on a loop device with errors=remount-ro, told by the kernel's own trigger that it is in error
//   I/O error  ext4 (no journal) on a loop device whose thin backing file cannot grow: the block device refuses the
//              write, fsync(2) fails, SQLite says SQLITE_IOERR. The device mapper's error target is not in every kernel.
import { appendFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { mosquittoBroker, type TestBroker, until } from './broker-fixture.ts';
import { FaultBox } from './disk-fault-box.ts';
import { temporaryFolder } from './event-path-fixture.ts';
import { ModelCenter } from './model-center.ts';

const undo: (() => Promise<void>)[] = [];
const table: Record<string, string | number | boolean>[] = [];
let broker: TestBroker;
let center: ModelCenter;
let box: FaultBox;

beforeEach(async () => {
  broker = await mosquittoBroker();
  undo.push(() => broker.dispose());
  await broker.start();
  center = new ModelCenter();
  undo.push(() => center.close());
  await center.connect(broker.url);
  const folder = await temporaryFolder('disk-fault');
  undo.push(folder.remove);
  box = new FaultBox(folder.path, broker.url);
  undo.push(() => box.dispose());
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
afterAll(() => {
  console.table(table);
});

let flow = 0;
beforeEach(() => {
  flow = 0;
});
const eveLine = (): string => {
  flow += 1;
  const alert = { action: 'allowed', signature_id: 1, signature: 'seen only', category: 'Misc', severity: 2 };
  const ends = { src_ip: '10.99.0.5', src_port: 40_000, dest_ip: '203.0.113.9', dest_port: 80, proto: 'TCP' };
  const at = new Date().toISOString().replace('Z', '000+0000');
  return `${JSON.stringify({ timestamp: at, flow_id: flow, event_type: 'alert', ...ends, direction: 'to_server', alert })}\n`;
};

async function eve(count: number): Promise<void> {
  await appendFile(box.eve, Array.from({ length: count }, eveLine).join(''));
}

const epochs = (): number => new Set([...center.records.keys()].map((key) => key.split(' ')[0])).size;

interface Fault {
  readonly name: string;
  readonly setUp: () => string[][];
  readonly strike: () => Promise<void>;
  readonly mend: () => Promise<void>;
  readonly trouble: readonly string[];
}

const image = (): string => join(box.back, 'image');
const onLoop = (errors: string): string[][] => [
  ['mount', '-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', box.back],
  ['truncate', '-s', '12M', image()],
  ['mkfs.ext4', '-q', '-O', '^has_journal', '-E', 'lazy_itable_init=0', image()],
  ['mount', '-o', `loop,errors=${errors}`, image(), box.disk],
];
const fill = (path: string): Promise<string> =>
  box.run(['dd', 'if=/dev/zero', `of=${join(path, 'fill')}`, 'bs=4k', 'conv=fsync'], true);

const faults: Fault[] = [
  {
    name: 'ENOSPC',
    setUp: () => [['mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', box.disk]],
    strike: async () => void (await fill(box.disk)),
    mend: async () => void (await box.run(['rm', join(box.disk, 'fill')])),
    trouble: ['SPL_DISK_FULL', 'SPL_WRITE_FAILED', 'SPL_OPEN_FAILED'],
  },
  {
    name: 'read-only',
    setUp: () => onLoop('remount-ro'),
    strike: async () => {
      const device = (await box.run(['losetup', '-j', image()])).split(':')[0] ?? '';
      await box.run(
        ['dd', `of=/sys/fs/ext4/${basename(device)}/trigger_fs_error`, 'if=/dev/zero', 'bs=1', 'count=1'],
        true,
      );
      await writeFile(`/sys/fs/ext4/${basename(device)}/trigger_fs_error`, '1');
    },
    mend: async () => {
      await until('nothing is open on it', async () => (await box.run(['umount', box.disk], true)) === '');
      await box.run(['mount', '-o', 'loop,errors=remount-ro', image(), box.disk]);
    },
    trouble: ['SPL_WRITE_FAILED', 'SPL_OPEN_FAILED'],
  },
  {
    name: 'I/O error',
    setUp: () => onLoop('continue'),
    strike: async () => void (await fill(box.back)),
    mend: async () => void (await box.run(['rm', join(box.back, 'fill')])),
    trouble: ['SPL_WRITE_FAILED', 'SPL_OPEN_FAILED', 'SPL_DISK_FULL'],
  },
];

test.each(faults)(
  '$name: live detections go on from memory, every one arrives once, and the disk is taken again',
  async (fault) => {
    await box.begin(fault.setUp());
    await box.start();
    await box.untilState('the link', (state) => state.connected);
    await box.order('block 20');
    await eve(10);
    await until('what came before', () => center.attempts() === 30);
    await box.untilState('released', (state) => state.waiting === 0);

    await fault.strike();
    await box.order('block 1');
    const during = await box.untilState('the fault is met', (state) => state.storage?.['trouble'] != null);
    expect(fault.trouble).toContain(during.storage?.['trouble']);
    // In parts: what one commit in doubt holds back must not be nearly all.
    for (let part = 0; part < 13; part += 1) {
      await box.order('block 23');
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await eve(5);
    // What was in a commit whose sync failed waits until the file tells whether it counts; the rest is live.
    await until('live ones from memory', () => center.attempts() >= 100);
    const seen = center.attempts();
    await eve(5);
    await box.order('block 10');
    await until('and what follows', () => center.attempts() > seen);
    const before = { cpuMs: (await box.order('look')).cpuMs, atMs: performance.now() };
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const used = (await box.order('look')).cpuMs - before.cpuMs;
    expect(used / (performance.now() - before.atMs), 'the share of a core that waiting costs').toBeLessThan(0.8);

    // The center is away while the disk comes back: what is in doubt must be stored and still come once.
    center.acknowledge = false;
    await box.order('block 10');
    await until('received, not acknowledged', () => center.attempts() > seen + 1);
    await fault.mend();
    await box.untilState(
      'the disk is taken again',
      (state) => state.storage?.['trouble'] === null && state.storage['heldInMemory'] === 0,
    );
    center.acknowledge = true;
    await box.order('block 10');
    await eve(5);
    await until('what comes after', () => center.attempts() >= 375);
    const after = await box.untilState('all released', (state) => state.waiting === 0);
    expect(box.alive).toBe(true);
    await box.stop();
    await box.start();
    await box.order('block 0');
    await eve(1);
    await until('after a restart', () => center.attempts() >= 376);
    expect({ received: center.attempts(), dropped: after.dropped }).toEqual({ received: 376, dropped: 0 });
    table.push({
      fault: fault.name,
      'what happened': `${during.storage?.['trouble']}; ${after.storage?.['toldUnstored']} told from memory`,
      ...{ sent: 376, received: center.attempts(), dropped: after.dropped, epochs: epochs(), recovered: true },
    });
  },
);

test('an agent that begins on a full disk, and is killed there, tells what it sees, loses nothing and recovers', async () => {
  const fault = faults[0];
  if (fault === undefined) throw new Error('no fault');
  await box.begin(fault.setUp());
  await fault.strike();
  await eve(2);
  await box.start();
  const began = await box.untilState('the link', (state) => state.connected);
  expect([began.epoch, began.storage?.['trouble']]).toEqual(['', 'SPL_OPEN_FAILED']);
  await eve(3);
  await box.order('block 5');
  await until('live ones from memory', () => center.attempts() >= 8);
  await box.stop('SIGKILL');
  await box.start();
  await eve(1);
  await until('a live one after the kill', () =>
    [...center.records.values()].some(({ detection }) => detection.flow.flowId === String(flow)),
  );
  await fault.mend();
  await box.untilState('the disk is taken', (state) => state.epoch !== '' && state.storage?.['trouble'] == null);
  const flows = (): string[] => [...center.records.values()].flatMap(({ detection }) => detection.flow.flowId ?? []);
  await until('every line', () => new Set(flows()).size === 6);
  await box.untilState('all released', (state) => state.waiting === 0);
  const times = new Map(flows().map((id) => [id, flows().filter((one) => one === id).length]));
  expect(Math.max(...times.values())).toBeLessThanOrEqual(2);
  const twice = [...times.values()].filter((count) => count > 1).length;
  const what = `begun and killed on the full disk; ${twice} of 6 lines came twice`;
  table.push({
    fault: 'ENOSPC + SIGKILL',
    'what happened': what,
    sent: 11,
    received: center.attempts(),
    dropped: 0,
    epochs: epochs(),
    recovered: true,
  });
});

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namespaceOf } from '../../lab/build-network.ts';
import { mustRun } from '../../lab/run-command.ts';
import type { Lab } from '../../lab/start-lab.ts';
import { startUnit, type Unit } from '../../lab/supervise.ts';
import { waitUntil } from '../../lab/wait-until.ts';

/** Both cables of the box, at the ends away from it: what comes out of the box is kept from the first frame on. */
export interface Wires {
  readonly device: { readonly sw: string; readonly rt: string };
  /** How often these bytes came out of the box there; waits until it is so many, at most so long. */
  count(end: 'sw' | 'rt', bytes: Buffer, wanted: number, mostMs: number): Promise<number>;
  stop(): Promise<void>;
}

const LONGEST_FRAME = 9000;

export async function listenOnWires(lab: Lab): Promise<Wires> {
  // A machine's port hangs in the router's bridge, the port of a namespace is a cable of its own.
  const isMachine = (await lab.run('rt', ['ip', 'link', 'show', 'dev', 'socket'])).exitCode === 0;
  const device = { sw: 'uplink', rt: isMachine ? 'socket' : 'office' };
  const folder = join(lab.folder.path, 'wires');
  await mkdir(folder, { recursive: true });
  const listeners: Unit[] = [];
  for (const end of ['sw', 'rt'] as const) {
    await mustRun([
      'ip',
      '-n',
      namespaceOf(lab.folder.name, end),
      'link',
      'set',
      'dev',
      device[end],
      'mtu',
      String(LONGEST_FRAME),
    ]);
    listeners.push(await listen(lab, end, device[end], folder));
  }
  return {
    device,
    async count(end, bytes, wanted, mostMs) {
      const until = performance.now() + mostMs;
      for (;;) {
        const found = occurrences(await readFile(join(folder, `${end}.pcap`)), bytes);
        if ((wanted > 0 && found >= wanted) || performance.now() > until) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      for (const listener of listeners) await listener.stop();
      for (const end of ['sw', 'rt'] as const)
        await mustRun([
          'ip',
          '-n',
          namespaceOf(lab.folder.name, end),
          'link',
          'set',
          'dev',
          device[end],
          'mtu',
          '1500',
        ]);
    },
  };
}

async function listen(lab: Lab, end: 'sw' | 'rt', device: string, folder: string): Promise<Unit> {
  const file = join(folder, `${end}.pcap`);
  const logFile = join(folder, `${end}.log`);
  const unit = startUnit({
    name: `wire-${end}`,
    namespace: namespaceOf(lab.folder.name, end),
    argv: ['tcpdump', '-i', device, '-Q', 'in', '-U', '--immediate-mode', '-s', '0', '-Z', 'root', '-w', file],
    logFile,
    restart: false,
  });
  await waitUntil('the wire is listened to', 20_000, async () => {
    return (await readFile(logFile, 'utf8').catch(() => '')).includes('listening on');
  });
  return unit;
}

function occurrences(heap: Buffer, bytes: Buffer): number {
  let count = 0;
  for (let at = heap.indexOf(bytes); at >= 0; at = heap.indexOf(bytes, at + 1)) count += 1;
  return count;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningHistory, startTrafficHistory } from '../src/event-path/history/start-history.ts';
import { systemClock } from '../src/platform/clock.ts';
import { until } from './broker-fixture.ts';
import { quietLog, temporaryFolder } from './event-path-fixture.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let history: RunningHistory;

async function start(): Promise<void> {
  const started = await startTrafficHistory({
    ...{ path: join(folder.path, 'traffic.db'), socketPath: join(folder.path, 'eve.sock') },
    ...{
      homeNetworks: ['192.0.2.0/24'],
      macOf: () => null,
      clock: systemClock,
      clockSynced: () => true,
      log: quietLog,
    },
  });
  if (!started.ok) throw new Error(started.error.message);
  history = started.value;
}

const flow = (id: number): string => {
  const at = new Date().toISOString().replace('Z', '000+0000');
  const ends = { src_ip: '192.0.2.10', src_port: 40_000, dest_ip: '198.51.100.1', dest_port: 443 };
  const counts = { pkts_toserver: 1, pkts_toclient: 1, start: at, end: at };
  return `${JSON.stringify({ timestamp: at, flow_id: id, event_type: 'flow', proto: 'TCP', ...ends, flow: counts })}\n`;
};
const flows = (): number => history.counts.byType['flow'] ?? 0;

beforeEach(async () => {
  folder = await temporaryFolder('traffic');
  await start();
});
afterEach(async () => {
  await history.close();
  await folder.remove();
});

describe('the socket for traffic records', () => {
  it('takes a restarted engine, cut lines and all, and a restarted agent takes the engine back', async () => {
    const first = connect(join(folder.path, 'eve.sock'));
    first.write(flow(1) + flow(2).slice(0, 50));
    await until('the first', () => flows() === 1);
    first.destroy();
    const second = connect(join(folder.path, 'eve.sock'));
    second.write(flow(3));
    await until('the engine’s successor', () => flows() === 2);
    const ended = once(second, 'close');
    await history.close();
    await ended; // an engine sees that and connects again
    await start();
    const third = connect(join(folder.path, 'eve.sock'));
    third.write(flow(4));
    await until('the restarted agent', () => flows() === 1);
    third.destroy();
  });

  it('is there again after an agent that was killed and left its socket behind', async () => {
    await history.close();
    const path = join(folder.path, 'eve.sock');
    const leftover = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`;
    const child = spawn(process.execPath, ['-e', leftover], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await start();
    const engine = connect(path);
    engine.write(flow(1));
    await until('a record', () => flows() === 1);
    expect(history.counts).toMatchObject({ conversations: 1, malformed: 0 });
    engine.destroy();
  });
});

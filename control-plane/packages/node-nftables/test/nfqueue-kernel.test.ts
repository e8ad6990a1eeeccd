/** Real packets through NFQUEUE. Where the kernel has no nft_queue the rule comes from iptables-nft (xt_NFQUEUE). */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openNfqueue } from '../src/index.ts';
import { createNamespace } from './network-rig.ts';

test('each queued packet gets its verdict and mark, and a second reader is told that the queue is taken', async () => {
  const namespace = await createNamespace('queue');
  const rule = ['-p', 'udp', '--dport', '9', '-j', 'NFQUEUE', '--queue-num', '7'];
  await namespace.exec('iptables-nft', '-A', 'OUTPUT', ...rule);
  await namespace.exec(
    'iptables-nft',
    '-A',
    'INPUT',
    '-p',
    'udp',
    '--dport',
    '9',
    '-m',
    'mark',
    '--mark',
    '5',
    '-j',
    'ACCEPT',
  );
  await namespace.exec('iptables-nft', '-A', 'INPUT', '-p', 'udp', '--dport', '9', '-j', 'DROP');
  const script = new URL('./nfqueue-child.ts', import.meta.url).pathname;
  const argv = ['netns', 'exec', namespace.name, process.execPath, script, '5000'];
  const { stdout } = await promisify(execFile)('ip', argv, { timeout: 60_000 });
  const seen = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as {
    stats: { packets: number; verdictMessages: number };
  };
  console.info(stdout.trim());
  expect(seen).toMatchObject({ good: 4500, bad: 0, second: 'NFT_QUEUE_TAKEN', stats: { packets: 5000, overruns: 0 } });
  await namespace.close();
}, 60_000);

test('an option out of range is refused before anything is opened', async () => {
  const opened = await openNfqueue({ queue: 65_536, onPacket: () => 'accept' });
  expect(opened).toMatchObject({ ok: false, error: { code: 'NFT_QUEUE_BAD_OPTION' } });
});

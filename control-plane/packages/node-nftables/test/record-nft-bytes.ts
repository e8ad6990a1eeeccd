/**
 * Writes recorded-bytes.json: what the nft program on this machine sends for each case, seen by strace in a namespace of
 * its own. Run by hand when cases are added; the test then needs neither nft nor a kernel.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BYTES_CASES, type BytesCase } from './bytes-cases.ts';
import { BYTES_DOCUMENTS } from './bytes-documents.ts';
import { createNamespace, type Namespace } from './network-rig.ts';
import { ruleMessages } from './nft-messages.ts';

const namespace = await createNamespace('bytes');
const folder = await mkdtemp(join(tmpdir(), 'nft-bytes-'));
const recorded: Record<string, readonly string[]> = {};
try {
  for (const entry of BYTES_CASES) {
    const messages = ruleMessages(await sentBytes(namespace, entry));
    if (messages.length === 0) throw new Error(`nft sent nothing for ${entry.name}`);
    recorded[entry.name] = messages;
  }
  for (const { name, commands, text } of BYTES_DOCUMENTS) {
    const messages = ruleMessages(await tracedBytes(namespace, commands, text), 'all');
    if (messages.length === 0) throw new Error(`nft sent nothing for the document ${name}`);
    recorded[`document: ${name}`] = messages;
  }
  await writeFile(new URL('./recorded-bytes.json', import.meta.url), `${JSON.stringify(recorded, null, 1)}\n`);
} finally {
  await rm(folder, { recursive: true });
  await namespace.close();
}

async function sentBytes(inside: Namespace, { family, expr }: BytesCase): Promise<Uint8Array> {
  const at = { family, table: 't' };
  const setUp = [
    { add: { table: { family, name: 't' } } },
    { add: { counter: { ...at, name: 'c1' } } },
    { add: { chain: { ...at, name: 'c' } } },
  ];
  const first = join(folder, 'first.json');
  await writeFile(first, JSON.stringify({ nftables: setUp }));
  await inside.exec('nft', '-j', '-f', first);
  return await tracedBytes(inside, [{ add: { rule: { ...at, chain: 'c', expr } } }]);
}

/** Whatever the kernel says to it. */
async function tracedBytes(inside: Namespace, commands: readonly object[], text?: string): Promise<Uint8Array> {
  const file = join(folder, 'traced');
  await writeFile(file, text ?? JSON.stringify({ nftables: commands }));
  const traced = [
    'strace',
    '-e',
    'trace=sendmsg',
    '-e',
    'write=all',
    '-xx',
    'nft',
    ...(text === undefined ? ['-j'] : []),
    '-f',
    file,
  ];
  const argv = ['netns', 'exec', inside.name, ...traced];
  const { stderr } = spawnSync('ip', argv, { encoding: 'utf8', timeout: 20_000, maxBuffer: 64 * 1024 * 1024 });
  await inside.exec('nft', 'flush', 'ruleset');
  return lastBatch(stderr);
}

/** strace's hex dump of the last message that is a batch: ` | 00000  14 00 … |`, one line per 16 bytes. */
function lastBatch(trace: string): Uint8Array {
  let batch = new Uint8Array(0);
  for (const call of trace.split('sendmsg(').slice(1)) {
    if (!call.includes('\\x0a\\x00') && !call.includes('BATCH_BEGIN')) continue;
    const lines = call.split('\n').filter((line) => line.startsWith(' | '));
    const bytes = lines.flatMap((line) =>
      line
        .slice(10, 59)
        .trim()
        .split(/\s+/)
        .map((hex) => Number.parseInt(hex, 16)),
    );
    if (bytes.length > 0 && bytes[4] === 16) batch = Uint8Array.from(bytes);
  }
  return batch;
}

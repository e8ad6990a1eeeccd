import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Nft, type Result, Transaction } from '../src/index.ts';
import { listedTexts } from './listed-texts.ts';
import { createNamespace } from './network-rig.ts';
import { describeNftContract } from './nft-contract.ts';

async function openInNamespace(): Promise<{ nft: Nft; close(): Promise<void> }> {
  const namespace = await createNamespace();
  const opened = await Nft.open({ netns: namespace.name });
  if (!opened.ok) throw new Error(opened.error.message);
  return { nft: opened.value, close: () => namespace.close() };
}

describeNftContract('the nft program over the kernel', openInNamespace);

function code(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code;
}

test('250,000 ranges replace a set at once, and a bad one among them changes nothing', async () => {
  const { nft, close } = await openInNamespace();
  const ref = { family: 'bridge', table: 'big' } as const;
  const set = { ...ref, set: 'world' };
  const document = new Transaction(ref).addTable().addSet({ name: 'world', type: 'ipv4_addr', flags: ['interval'] });
  expect(code(await nft.run(document.document()))).toBe('ok');
  function* ranges(bad?: string): Generator<string> {
    for (let index = 0; index < 250_000; index += 1) {
      const start = 0x01000000 + index * 4096;
      const octets = [start >>> 24, (start >>> 16) & 255, (start >>> 8) & 255];
      yield `${octets.join('.')}.0-${octets.join('.')}.${1 + (index % 200)}`;
    }
    if (bad !== undefined) yield bad;
  }
  expect(code(await nft.replaceSet(set, ranges('1.2.3.4.5')))).toBe('NFT_BAD_ELEMENT');
  expect(code(await nft.replaceSet(set, ranges()))).toBe('ok');
  const listing = await nft.list(ref, { contents: 'all' });
  if (!listing.ok) throw new Error(listing.error.message);
  const texts = listedTexts(listing.value, 'world');
  expect(texts.length).toBe(250_000);
  expect([texts[0], texts[1]]).toEqual(['1.0.0.0-1.0.0.1', '1.0.16.0-1.0.16.2']);
  expect(code(await nft.replaceSet(set, ['10.0.0.1']))).toBe('ok');
  await nft.close();
  await close();
}, 120_000);

test('a missing program, namespace or answer has its own code', async () => {
  expect(code(await Nft.open({ program: '/nonexistent/nft' }))).toBe('NFT_PROGRAM_MISSING');
  expect(code(await Nft.open({ netns: 'no-such-namespace' }))).toBe('NFT_NETNS_MISSING');
  expect(code(await Nft.open({ netns: '../etc' }))).toBe('NFT_NETNS_MISSING');
  const folder = await mkdtemp(join(tmpdir(), 'nft-program-'));
  const script = join(folder, 'nft');
  const open = async (body: string, options: object) => {
    await writeFile(script, `#!/bin/sh\ncase "$1" in --version) exit 0 ;; esac\n${body}\n`);
    await chmod(script, 0o755);
    const opened = await Nft.open({ program: script, ...options });
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.value;
  };
  const list = async (nft: Nft) => code(await nft.list({ family: 'ip', table: 't' }));
  expect(await list(await open('exec sleep 30', { timeoutMs: 200 }))).toBe('NFT_TIMEOUT');
  expect(await list(await open('exec yes', { maxOutputBytes: 100_000 }))).toBe('NFT_OUTPUT_TOO_LARGE');
  expect(await list(await open('echo hello', {}))).toBe('NFT_BAD_LISTING');
  expect(await list(await open('echo "Operation not permitted (you must be root)" >&2; exit 1', {}))).toBe(
    'NFT_PERMISSION',
  );
  const slow = await open('exec sleep 1', {});
  const many = await Promise.all(Array.from({ length: 66 }, () => Promise.race([list(slow), later(100)])));
  expect(many.filter((answer) => answer === 'NFT_BUSY').length).toBe(2);
  await rm(folder, { recursive: true });
}, 60_000);

async function later(milliseconds: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return 'waiting';
}

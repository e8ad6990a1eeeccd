// Encrypted conversations go past the engine once it has seen their handshake, and what is in the clear does not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Nft } from 'node-nftables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type InlineEngine, openInlineEngine } from '../bench/inline-engine.ts';
import { makeCertificate } from '../bench/make-certificate.ts';
import { readInspection } from '../src/data-plane/read-flow.ts';
import { HOSTS } from './inline-box.ts';

const RULE = 'drop tcp any any -> any any (msg:"never"; content:"never-in-a-test"; sid:1; rev:1;)';
const [PLAIN, SECURE] = [5001, 5002];
const folder = mkdtempSync(join(tmpdir(), 'om-trusted-'));
let inline: InlineEngine;
let nft: Nft;

beforeAll(async () => {
  inline = await openInlineEngine(RULE);
  const opened = await Nft.open({ netns: inline.box.name('box') });
  if (!opened.ok) throw new Error(opened.error.message);
  nft = opened.value;
  const pem = join(folder, 'server.pem');
  writeFileSync(pem, makeCertificate(), { mode: 0o600 });
  await inline.serve('outside', 'serve', String(PLAIN), '50');
  await inline.serve('outside', 'serve-tls', String(SECURE), pem);
}, 120_000);

afterAll(async () => {
  await nft?.close();
  await inline?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function counted() {
  const counts = await readInspection(nft);
  if (counts === null) throw new Error('the box counts nothing');
  return { inspected: counts.inspected.bytes, trusted: counts.trusted?.bytes ?? 0 };
}

test.each([4, 6] as const)(
  'TLS over IPv%i is trusted after its handshake, plain TCP never, and by policy nothing is',
  async (family) => {
    const take = (secure: boolean) =>
      inline.take('office', secure, HOSTS.other[family], secure ? SECURE : PLAIN, 0.5, 2);
    await inline.put({ trustedFlows: 'pass' });
    const start = await counted();
    const plain = await take(false);
    const between = await counted();
    expect(plain.open).toBe(2);
    expect(between.trusted).toBe(start.trusted);
    expect(between.inspected - start.inspected).toBeGreaterThan(plain.bytes);
    const secure = await take(true);
    const after = await counted();
    expect(secure.open).toBe(2);
    expect(after.trusted - between.trusted).toBeGreaterThan(secure.bytes / 2);
    await inline.put({ trustedFlows: 'inspect' });
    const strict = await counted();
    const inspected = await take(true);
    expect((await counted()).trusted).toBe(strict.trusted);
    expect(inspected.open).toBe(2);
  },
  60_000,
);

import { expect, test } from 'vitest';
import { counter, masquerade, Nft, type Result, Transaction } from '../src/index.ts';
import { openError } from '../src/netlink/netlink-door.ts';
import { listedTexts } from './listed-texts.ts';
import { createNamespace } from './network-rig.ts';
import { describeNftContract } from './nft-contract.ts';
import { openProgramDoor } from './program/nft-program.ts';

async function openInNamespace(): Promise<{ nft: Nft; close(): Promise<void> }> {
  const namespace = await createNamespace();
  const opened = await Nft.open({ netns: namespace.name });
  if (!opened.ok) throw new Error(opened.error.message);
  return { nft: opened.value, close: () => namespace.close() };
}

async function openProgram(): Promise<{ nft: Nft; close(): Promise<void> }> {
  const namespace = await createNamespace();
  const door = await openProgramDoor({ netns: namespace.name });
  if (!door.ok) throw new Error(door.error.message);
  return { nft: Nft.over(door.value), close: () => namespace.close() };
}

describeNftContract('netlink', openInNamespace);
describeNftContract('the nft program, the oracle', openProgram, 'what nft reads');

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

test('a namespace that is not there has its own code, and no name leads elsewhere', async () => {
  expect(code(await Nft.open({ netns: 'no-such-namespace' }))).toBe('NFT_NETNS_MISSING');
  expect(code(await Nft.open({ netns: '../etc' }))).toBe('NFT_NETNS_MISSING');
  expect(code(await Nft.open({ netns: '..' }))).toBe('NFT_NETNS_MISSING');
});

test('more than 64 calls that wait are told so', async () => {
  const { nft, close } = await openInNamespace();
  const answers = await Promise.all(Array.from({ length: 70 }, () => nft.list({ family: 'ip', table: 't' })));
  expect(answers.map(code).filter((answer) => answer === 'NFT_BUSY').length).toBe(6);
  await nft.close();
  await close();
});

test("others' tables are as they were, whatever is done to one's own", async () => {
  const namespace = await createNamespace('others');
  const opened = await Nft.open({ netns: namespace.name });
  if (!opened.ok) throw new Error(opened.error.message);
  const nft = opened.value;
  const foreign =
    'add table inet theirs; add set inet theirs s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8 }; }; add chain inet theirs c { type filter hook input priority 0; }; add rule inet theirs c ip saddr @s counter drop comment "keep"';
  await namespace.exec('nft', foreign);
  const before = await namespace.exec('nft', '-a', 'list', 'table', 'inet', 'theirs');
  const own = { family: 'inet', table: 'ours' } as const;
  const document = new Transaction(own).replaceTable().addSet({ name: 's', type: 'ipv4_addr', flags: ['interval'] });
  expect(code(await nft.run(document.document()))).toBe('ok');
  expect(code(await nft.replaceSet({ ...own, set: 's' }, ['192.0.2.0/24']))).toBe('ok');
  expect(code(await nft.run({ nftables: [{ flush: { table: { family: 'inet', name: 'ours' } } }] }))).toBe('ok');
  expect(code(await nft.run(new Transaction(own).deleteTable().document()))).toBe('ok');
  expect(await namespace.exec('nft', '-a', 'list', 'table', 'inet', 'theirs')).toBe(before);
  await nft.close();
  await namespace.close();
});

test('a statement whose module the kernel lacks is named', async () => {
  const { nft, close } = await openInNamespace();
  // No kernel has a nat statement in bridge tables: the sentence does not depend on how this one was built.
  const document = new Transaction({ family: 'bridge', table: 'lacking' })
    .addTable()
    .addChain({ name: 'c' })
    .addRule('c', [counter(), masquerade()]);
  const refused = await nft.run(document.document());
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'NFT_UNSUPPORTED', object: 'rule in chain c of bridge lacking' },
  });
  expect(!refused.ok && refused.error.message).toContain('nft_masq');
  await nft.close();
  await close();
});

test('a kernel without nftables, and a process without rights, each get a sentence of their own', () => {
  const asked = { message: 'the generation of the ruleset: refused' };
  expect(openError({ ...asked, code: 'NFT_REJECTED', detail: 'EINVAL' })).toMatchObject({
    code: 'NFT_UNSUPPORTED',
    message: expect.stringContaining('module nf_tables'),
  });
  expect(openError({ ...asked, code: 'NFT_PERMISSION', detail: 'EPERM' })).toMatchObject({
    code: 'NFT_PERMISSION',
    message: expect.stringContaining('CAP_NET_ADMIN'),
  });
  expect(openError({ ...asked, code: 'NFT_NO_MEMORY', detail: 'ENOBUFS' }).code).toBe('NFT_NO_MEMORY');
});

test('a refusal names the object and carries the reason of the kernel', async () => {
  const { nft, close } = await openInNamespace();
  const ref = { family: 'inet', table: 'named' } as const;
  const document = new Transaction(ref)
    .addTable()
    .addChain({ name: 'c' })
    .addRule('c', [{ jump: { target: 'nowhere' } }]);
  const refused = await nft.run(document.document());
  expect(refused).toMatchObject({
    ok: false,
    error: {
      code: 'NFT_NOT_FOUND',
      object: 'rule in chain c of inet named',
      detail: expect.stringContaining('ENOENT'),
    },
  });
  const set = new Transaction(ref).addTable().addSet({ name: 's', type: 'ipv4_addr', flags: ['interval'] });
  expect(code(await nft.run(set.document()))).toBe('ok');
  const at = { ...ref, set: 's' };
  expect(code(await nft.addElements(at, ['10.0.0.0/24']))).toBe('ok');
  const overlap = await nft.addElements(at, ['11.0.0.1', '10.0.0.128-10.0.1.5', '12.0.0.1']);
  expect(overlap).toMatchObject({
    ok: false,
    error: { code: 'NFT_OVERLAP', object: 'set s of inet named', element: expect.stringContaining('10.0.0.128') },
  });
  await nft.close();
  await close();
});

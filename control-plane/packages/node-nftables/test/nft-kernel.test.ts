import { expect, test } from 'vitest';
import { Nft, type Result, Transaction } from '../src/index.ts';
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
describeNftContract('the nft program, the oracle', openProgram);

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

/**
 * What every way to nftables owes its callers. Run against the fake and against the kernel; a difference between the
 * two is a bug of the fake.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { canonicalDocument, canonicalListing, compareRulesets } from '../src/canonical-ruleset.ts';
import {
  type KeyType,
  log,
  match,
  type Nft,
  type NftDocument,
  type NftSet,
  payload,
  type Result,
  setUpdate,
  Transaction,
} from '../src/index.ts';
import { listedTexts } from './listed-texts.ts';
import { representativeDocument } from './representative-ruleset.ts';
import { TYPED_TABLE, typedTransaction } from './typed-ruleset.ts';

const REF = { family: 'inet', table: 'contract' } as const;
const set = (name: string) => ({ ...REF, set: name });

function code(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code;
}

/** `surface`: nft 1.0.6 cannot read all of the JSON it writes; the oracle passes what it can read. */
export function describeNftContract(
  name: string,
  open: () => Promise<{ nft: Nft; close(): Promise<void> }>,
  surface: 'whole' | 'what nft reads' = 'whole',
): void {
  describe(`nftables contract of ${name}`, () => {
    let nft: Nft;
    let closeAll: () => Promise<void> = async () => undefined;

    beforeAll(async () => {
      const opened = await open();
      nft = opened.nft;
      closeAll = opened.close;
    }, 30_000);

    beforeEach(async () => {
      expect(await nft.run(new Transaction(REF).replaceTable().document())).toEqual({ ok: true, value: undefined });
    });

    afterAll(async () => {
      await nft.close();
      expect(code(await nft.run({ nftables: [] }))).toBe('NFT_CLOSED');
      await closeAll();
    });

    async function contents(setName: string): Promise<string[]> {
      const listing = await nft.list(REF, { contents: [setName] });
      if (!listing.ok) throw new Error(listing.error.message);
      return listedTexts(listing.value, setName);
    }

    async function declare(
      name: string,
      type: KeyType | readonly KeyType[],
      rest: Partial<NftSet> = {},
    ): Promise<void> {
      const document = new Transaction(REF).addSet({ name, type, ...rest }).document();
      expect(await nft.run(document)).toEqual({ ok: true, value: undefined });
    }

    const intervals = { flags: ['interval'] } as const;

    test('what was run is what is listed, in canonical form', async () => {
      const document = representativeDocument(REF);
      expect(await nft.check(document)).toEqual({ ok: true, value: undefined });
      expect(await nft.run(document)).toEqual({ ok: true, value: undefined });
      const listing = await nft.list(REF);
      const wanted = canonicalDocument(document, REF);
      if (!listing.ok || !wanted.ok) throw new Error('not listed');
      expect(compareRulesets(wanted.value, canonicalListing(listing.value))).toEqual({ missing: [], unexpected: [] });
    });

    test('every statement, expression and object this kernel has is listed as it was built', async () => {
      const ref = surface === 'whole' ? TYPED_TABLE : REF;
      const document = surface === 'whole' ? typedTransaction().document() : representativeDocument(REF);
      expect(await nft.run(document)).toEqual({ ok: true, value: undefined });
      const listing = await nft.list(ref);
      const wanted = canonicalDocument(document, ref);
      if (!listing.ok || !wanted.ok) throw new Error('not listed');
      const difference = compareRulesets(wanted.value, canonicalListing(listing.value));
      expect(difference).toEqual({ missing: [], unexpected: [] });
    });

    test('a document with one impossible command changes nothing', async () => {
      const document = new Transaction(REF)
        .addChain({ name: 'kept' })
        .addRule('absent', [{ drop: null }])
        .document();
      expect(code(await nft.run(document))).toBe('NFT_NOT_FOUND');
      const listing = await nft.list(REF);
      expect(listing.ok && listing.value.nftables.length).toBe(1);
    });

    test('check tells what run would say and changes nothing', async () => {
      expect(code(await nft.check(new Transaction(REF).addChain({ name: 'kept' }).document()))).toBe('ok');
      expect(code(await nft.check(new Transaction(REF).addRule('kept', [{ drop: null }]).document()))).toBe(
        'NFT_NOT_FOUND',
      );
      const listing = await nft.list(REF);
      expect(listing.ok && listing.value.nftables.length).toBe(1);
    });

    test('each refusal has its own code', async () => {
      const create: NftDocument = { nftables: [{ create: { table: { family: 'inet', name: 'contract' } } }] };
      expect(code(await nft.run(create))).toBe('NFT_EXISTS');
      const nonsense = { nftables: [{ add: { rule: { ...REF, chain: 'c', expr: [{ drp: null }] } } }] };
      expect(code(await nft.run(nonsense as unknown as NftDocument))).toBe('NFT_SYNTAX');
      expect(code(await nft.list({ family: 'inet', table: 'absent' }))).toBe('NFT_NOT_FOUND');
      expect(code(await nft.list({ family: 'inet', table: 'a b; flush ruleset' }))).toBe('NFT_BAD_NAME');
      expect(code(await nft.replaceSet(set('absent'), ['10.0.0.1']))).toBe('NFT_NOT_FOUND');
      await declare('used', 'ipv4_addr', intervals);
      const rule = new Transaction(REF)
        .addChain({ name: 'c' })
        .addRule('c', [match(payload('ip', 'saddr'), '@used'), { drop: null }]);
      expect(code(await nft.run(rule.document()))).toBe('ok');
      const drop = new Transaction(REF).delete({ set: { family: 'inet', table: 'contract', name: 'used' } });
      expect(code(await nft.run(drop.document()))).toBe('NFT_IN_USE');
    });

    test('a replaced set holds the merged ranges and nothing of before', async () => {
      await declare('v4', 'ipv4_addr', intervals);
      expect(code(await nft.replaceSet(set('v4'), ['192.0.2.1']))).toBe('ok');
      const given = ['10.0.1.0/24', '10.0.0.0/24', '10.0.0.128-10.0.3.4', '10.0.3.5', '255.255.255.255', '0.0.0.0'];
      expect(code(await nft.replaceSet(set('v4'), new Set(given)))).toBe('ok');
      expect(await contents('v4')).toEqual(['0.0.0.0', '10.0.0.0-10.0.3.5', '255.255.255.255']);
      expect(code(await nft.replaceSet(set('v4'), ['0.0.0.0/0']))).toBe('ok');
      expect(await contents('v4')).toEqual(['0.0.0.0-255.255.255.255']);
      expect(code(await nft.replaceSet(set('v4'), []))).toBe('ok');
      expect(await contents('v4')).toEqual([]);
    });

    test('an IPv6 set is replaced the same way', async () => {
      await declare('v6', 'ipv6_addr', intervals);
      const given = ['2001:db8::/33', '2001:db8:8000::/33', 'fe80::1', 'fe80::2-fe80::ff', 'ffff::/16'];
      expect(code(await nft.replaceSet(set('v6'), given))).toBe('ok');
      const expected = ['2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 'fe80::1-fe80::ff'];
      const last = 'ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
      expect(await contents('v6')).toEqual([...expected, last]);
    });

    test.each([
      ['10.0.0.256'],
      ['2001:db8::1'],
      ['10.0.0.9-10.0.0.1'],
      ['10.0.0.0/33'],
      ['10.0.0.1 }; flush ruleset'],
      ['"]}}]}'],
      [''],
    ])('a bad element %j is named and the set stays as it was', async (bad) => {
      await declare('v4', 'ipv4_addr', intervals);
      expect(code(await nft.replaceSet(set('v4'), ['192.0.2.1']))).toBe('ok');
      const result = await nft.replaceSet(set('v4'), ['10.0.0.1', bad]);
      expect(result).toMatchObject({ ok: false, error: { code: 'NFT_BAD_ELEMENT', element: bad } });
      expect(code(await nft.addElements(set('v4'), ['10.0.0.1', bad]))).toBe('NFT_BAD_ELEMENT');
      expect(await contents('v4')).toEqual(['192.0.2.1']);
    });

    test('elements are added and deleted all or none', async () => {
      await declare('v4', 'ipv4_addr', intervals);
      expect(code(await nft.addElements(set('v4'), ['10.0.0.0/24', '10.0.9.1']))).toBe('ok');
      expect(code(await nft.addElements(set('v4'), ['10.0.9.1', '10.0.9.3']))).toBe('ok');
      expect(code(await nft.addElements(set('v4'), ['10.1.0.0', '10.0.0.7-10.0.2.0']))).toBe('NFT_OVERLAP');
      expect(code(await nft.deleteElements(set('v4'), ['10.0.9.3', '10.7.7.7']))).toBe('NFT_NOT_FOUND');
      expect(await contents('v4')).toEqual(['10.0.0.0-10.0.0.255', '10.0.9.1', '10.0.9.3']);
      expect(code(await nft.deleteElements(set('v4'), ['10.0.0.0/24', '10.0.9.3']))).toBe('ok');
      expect(await contents('v4')).toEqual(['10.0.9.1']);
      expect(code(await nft.addElements(set('v4'), []))).toBe('ok');
    });

    test('a set without intervals takes addresses only, up to its size', async () => {
      await declare('hash', 'ipv4_addr', { size: 2 });
      expect(code(await nft.addElements(set('hash'), ['10.0.0.0/24']))).toBe('NFT_BAD_ELEMENT');
      expect(code(await nft.replaceSet(set('hash'), ['10.0.0.1', '10.0.0.2', '10.0.0.2']))).toBe('ok');
      expect(code(await nft.addElements(set('hash'), ['10.0.0.3']))).toBe('NFT_SET_FULL');
      expect((await contents('hash')).sort()).toEqual(['10.0.0.1', '10.0.0.2']);
    });

    test('elements may have a time-out where the set allows it', async () => {
      await declare('timed', 'ether_addr', { flags: ['timeout'] });
      await declare('plain', 'ether_addr');
      const element = { key: '02:00:00:00:00:0A', timeoutSeconds: 900, comment: 'ticket 7 "}' };
      expect(code(await nft.addElements(set('plain'), [element]))).toBe('NFT_BAD_ELEMENT');
      expect(code(await nft.addElements(set('timed'), [element]))).toBe('ok');
      const listing = await nft.list(REF, { contents: 'all' });
      const listed =
        listing.ok && listing.value.nftables.find((object) => 'set' in object && object.set.name === 'timed');
      expect(listed).toMatchObject({
        set: { elem: [{ elem: { val: '02:00:00:00:00:0a', timeout: 900, comment: 'ticket 7 "}' } }] },
      });
    });

    test('concatenated keys are checked part by part', async () => {
      await declare('pairs', ['ipv4_addr', 'inet_service']);
      expect(code(await nft.addElements(set('pairs'), [['10.0.0.1', '443']]))).toBe('ok');
      expect(code(await nft.addElements(set('pairs'), [['10.0.0.1', '65536']]))).toBe('NFT_BAD_ELEMENT');
      expect(code(await nft.addElements(set('pairs'), [['10.0.0.1']]))).toBe('NFT_BAD_ELEMENT');
      expect(code(await nft.addElements(set('pairs'), ['10.0.0.1']))).toBe('NFT_BAD_ELEMENT');
      expect(await contents('pairs')).toEqual(['10.0.0.1 . 443']);
      expect(code(await nft.deleteElements(set('pairs'), [['10.0.0.1', '443']]))).toBe('ok');
      expect(await contents('pairs')).toEqual([]);
    });

    test('set contents are listed only when asked for', async () => {
      await declare('one', 'ipv4_addr');
      await declare('two', 'ipv4_addr');
      await nft.addElements(set('one'), ['10.0.0.1']);
      await nft.addElements(set('two'), ['10.0.0.2']);
      const filled = async (what?: 'all' | readonly string[]) => {
        const listing = await nft.list(REF, what === undefined ? {} : { contents: what });
        if (!listing.ok) throw new Error(listing.error.message);
        return listing.value.nftables.flatMap((object) =>
          'set' in object && object.set.elem ? [object.set.name] : [],
        );
      };
      expect(await filled()).toEqual([]);
      expect(await filled(['two'])).toEqual(['two']);
      expect(await filled('all')).toEqual(['one', 'two']);
    });

    test('keywords of the language are good names', async () => {
      await declare('limit', 'ipv4_addr', intervals);
      const document = new Transaction(REF)
        .addChain({ name: 'fwd', type: 'filter', hook: 'forward', prio: 0 })
        .addRule('fwd', [match(payload('ip', 'saddr'), '@limit'), log({ group: 3, prefix: '"drop' }), { drop: null }]);
      expect(code(await nft.run(document.document()))).toBe('ok');
      expect(code(await nft.replaceSet(set('limit'), ['10.0.0.1']))).toBe('ok');
      expect(await contents('limit')).toEqual(['10.0.0.1']);
    });

    test('a rule may write a dynamic set declared before it', async () => {
      await declare('seen', 'ipv4_addr', { flags: ['dynamic', 'timeout'], timeout: 60, size: 16 });
      const document = new Transaction(REF)
        .addChain({ name: 'c' })
        .addRule('c', [setUpdate('update', 'seen', payload('ip', 'saddr'), 30)]);
      expect(code(await nft.run(document.document()))).toBe('ok');
    });

    test('the monitor tells each change once, in order, and ends when it is left', async () => {
      const monitor = nft.monitor();
      if (surface !== 'whole') {
        expect(code(monitor)).toBe('NFT_UNSUPPORTED');
        return;
      }
      if (!monitor.ok) throw new Error(monitor.error.message);
      await declare('told', 'ipv4_addr');
      expect(code(await nft.addElements(set('told'), ['10.0.0.1']))).toBe('ok');
      const refused = new Transaction(REF).addChain({ name: 'untold' }).addRule('absent', [{ drop: null }]);
      expect(code(await nft.run(refused.document()))).toBe('NFT_NOT_FOUND');
      const rest = new Transaction(REF)
        .addCounter('hits')
        .addChain({ name: 'c' })
        .addRule('c', [{ drop: null }])
        .delete({ set: { family: 'inet', table: 'contract', name: 'told' } });
      expect(code(await nft.run(rest.document()))).toBe('ok');
      const seen: string[] = [];
      let generations = 0;
      for await (const event of monitor.value) {
        if (event.kind === 'generation') generations += 1;
        else if (event.kind !== 'overrun')
          seen.push(`${event.action} ${event.kind} ${event.table} ${event.name ?? ''}`);
        if (generations === 3) break;
      }
      expect(seen).toEqual([
        'add set contract told',
        'add element contract told',
        'add object contract hits',
        'add chain contract c',
        'add rule contract c',
        'delete set contract told',
      ]);
      expect(await monitor.value.next()).toEqual({ done: true, value: undefined });
    });

    test('calls made at the same time all take effect', async () => {
      await declare('hash', 'ipv4_addr');
      const addresses = Array.from({ length: 8 }, (_unused, index) => `10.0.0.${index}`);
      const results = await Promise.all(addresses.map((address) => nft.addElements(set('hash'), [address])));
      expect(results.map(code)).toEqual(addresses.map(() => 'ok'));
      expect((await contents('hash')).sort()).toEqual(addresses);
    });
  });
}

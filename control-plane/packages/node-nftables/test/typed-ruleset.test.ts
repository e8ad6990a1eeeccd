import { expect, test } from 'vitest';
import type { NftDocument, RuleObject } from '../src/index.ts';
import { compileDocument } from '../src/netlink/document/compile-document.ts';
import { BEYOND } from './typed-ruleset.ts';

test.each(BEYOND.map((rule) => [Object.keys(rule[0] ?? {})[0], rule] as const))(
  'what only other kernels have is built all the same: %s',
  (_name, expr) => {
    const rule = { family: 'ip', table: 't', chain: 'c', expr } as const;
    const document: NftDocument = { nftables: [{ add: { rule } }] };
    const compiled = compileDocument(document, {
      findSet: () => undefined,
      interfaceIndex: () => undefined,
      ruleHandle: () => undefined,
    });
    expect(compiled.ok && compiled.value.batch.isEmpty).toBe(false);
    expect(compiled).toMatchObject({ ok: true });
  },
);

test('what is no statement does not compile, and is refused by its name', () => {
  const rule: RuleObject['rule'] = {
    family: 'ip',
    table: 't',
    chain: 'c',
    // @ts-expect-error: a statement this package does not know
    expr: [{ osf: {} }],
  };
  const compiled = compileDocument(
    { nftables: [{ add: { rule } }] },
    { findSet: () => undefined, interfaceIndex: () => undefined, ruleHandle: () => undefined },
  );
  expect(compiled).toMatchObject({ ok: false, error: { code: 'NFT_SYNTAX', message: expect.stringContaining('osf') } });
});

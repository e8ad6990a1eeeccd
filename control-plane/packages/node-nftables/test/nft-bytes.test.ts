import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { NftDocument } from '../src/index.ts';
import { compileDocument } from '../src/netlink/document/compile-document.ts';
import { BYTES_CASES } from './bytes-cases.ts';
import { ruleMessages } from './nft-messages.ts';

const recorded: Record<string, readonly string[]> = JSON.parse(
  readFileSync(new URL('./recorded-bytes.json', import.meta.url), 'utf8'),
);

test.each(BYTES_CASES)('$name ($family) is sent byte for byte as nft sends it', ({ name, family, expr }) => {
  const document = {
    nftables: [{ add: { rule: { family, table: 't', chain: 'c', expr } } }],
  } as unknown as NftDocument;
  const compiled = compileDocument(document, {
    findSet: () => undefined,
    interfaceIndex: () => undefined,
    ruleHandle: () => undefined,
  });
  if (!compiled.ok) throw new Error(compiled.error.message);
  expect(ruleMessages(compiled.value.batch.finish('run'))).toEqual(recorded[name]);
});

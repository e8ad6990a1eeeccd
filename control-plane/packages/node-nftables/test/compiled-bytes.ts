/** Documents compiled for a kernel that holds nothing, in a namespace with its loopback device only; and what nft sends for them. */
import { readFileSync } from 'node:fs';
import type { NftDocument } from '../src/index.ts';
import { compileDocument } from '../src/netlink/document/compile-document.ts';
import { BYTES_CASES } from './bytes-cases.ts';
import { BYTES_DOCUMENTS } from './bytes-documents.ts';
import { ruleMessages } from './nft-messages.ts';

export interface BytesComparison {
  readonly title: string;
  /** Ours, as hex. */
  sent(): readonly string[];
  readonly recorded: readonly string[] | undefined;
}

export function bytesComparisons(): readonly BytesComparison[] {
  const file = new URL('./recorded-bytes.json', import.meta.url);
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, readonly string[]>>;
  const rules = BYTES_CASES.map(({ name, family, expr }) => ({
    title: `${name} (${family})`,
    sent: () => ruleMessages(compiledBytes([{ add: { rule: { family, table: 't', chain: 'c', expr } } }])),
    recorded: recorded[name],
  }));
  const documents = BYTES_DOCUMENTS.map(({ name, commands }) => ({
    title: `the document "${name}"`,
    sent: () => ruleMessages(compiledBytes(commands), 'all'),
    recorded: recorded[`document: ${name}`],
  }));
  return [...rules, ...documents];
}

function compiledBytes(commands: readonly object[]): Uint8Array {
  const compiled = compileDocument({ nftables: commands } as unknown as NftDocument, {
    findSet: () => undefined,
    interfaceIndex: (name) => (name === 'lo' ? 1 : undefined),
    ruleHandle: () => undefined,
  });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value.batch.finish('run');
}

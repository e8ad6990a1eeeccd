/** Files that travel in the lab, the same bytes on both sides from the name alone. */
import { bulkBytes } from './bulk-data.ts';

export const FILE_KINDS = ['test-virus', 'hidden-virus-20k', 'hidden-virus-200k', 'clean'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const CLEAN_BYTES = 1024 * 1024;

/**
 * The test file of the antivirus industry (eicar.org), put together only here: as one piece it would make a scanner
 * take this repository for a virus.
 */
function testVirus(): Buffer {
  const parts = ['X5O!P%@AP[4', '\\PZX54(P^)', '7CC)7}$', 'EICAR-', 'STANDARD-', 'ANTIVIRUS-', 'TEST-FILE', '!$H+H*'];
  return Buffer.from(parts.join(''), 'latin1');
}

/** `test-virus`: the test file itself; `hidden-virus-…`: at the end of so many other bytes; `clean`: 1 MiB without it. */
export function makeFile(kind: FileKind, name: string): Buffer {
  if (kind === 'test-virus') return testVirus();
  const head = Buffer.from(`${name}\n`, 'latin1');
  if (kind === 'clean') return Buffer.concat([head, bulkBytes(CLEAN_BYTES - head.length)]);
  const before = bulkBytes(kind === 'hidden-virus-20k' ? 20_000 : 200_000);
  return Buffer.concat([head, before, testVirus(), Buffer.from('\n')]);
}

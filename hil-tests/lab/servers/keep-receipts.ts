/** What a receiver really got, noted by length and checksum only: a file's content is nobody's business. */
import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';

const QUIET_MS = 1000;
const MOST_KEPT = 96 * 1024 * 1024;

export interface Receipt {
  /** Name of the file that was sent. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export function receiptOf(name: string, content: Buffer): Receipt {
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

/**
 * Reads a stream and appends what `note` makes of it to `file`: once it has ended, and meanwhile whenever nothing
 * came for a second, for a transfer that was cut never ends at its receiver. The last line of a transfer counts.
 */
export async function keepReceipts(
  stream: Readable,
  file: string,
  note: (content: Buffer, complete: boolean) => object | null,
): Promise<void> {
  const parts: Buffer[] = [];
  let kept = 0;
  const write = async (complete: boolean): Promise<void> => {
    const line = note(Buffer.concat(parts), complete);
    if (line !== null) await appendFile(file, `${JSON.stringify({ ...line, complete })}\n`);
  };
  let timer: NodeJS.Timeout | undefined;
  const waitForMore = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void write(false), QUIET_MS);
  };
  waitForMore();
  try {
    for await (const chunk of stream) {
      if (kept + chunk.length > MOST_KEPT) throw new Error('larger than any file of the lab');
      parts.push(chunk);
      kept += chunk.length;
      waitForMore();
    }
  } finally {
    clearTimeout(timer);
  }
  await write(true);
}

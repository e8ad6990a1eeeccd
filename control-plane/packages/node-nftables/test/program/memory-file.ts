import { write } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as libc from '../../src/netlink/libc.ts';

const MFD_CLOEXEC = 1;
const writeFile = promisify(write);

export interface MemoryFile {
  readonly fd: number;
  close(): Promise<void>;
}

/**
 * A document as an unnamed file in memory, written piece by piece. Not a pipe: Node's are sockets, and nft opens
 * /dev/stdin by name, which a socket refuses (ENXIO). Not a file either: nothing to clean up, no wear.
 */
export async function writeMemoryFile(pieces: Iterable<string>): Promise<MemoryFile | undefined> {
  const fd = libc.memfdCreate('nft-document', MFD_CLOEXEC);
  if (fd < 0) return undefined;
  try {
    for (const piece of pieces) await writeAll(fd, Buffer.from(piece));
    // Opened anew to stand at its beginning: some nft reads descriptor 0 as it is, some opens /dev/stdin again.
    const handle = await open(`/proc/self/fd/${fd}`, 'r');
    return { fd: handle.fd, close: () => handle.close() };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  } finally {
    libc.close(fd);
  }
}

async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await writeFile(fd, bytes, written, bytes.length - written, null);
    written += bytesWritten;
  }
}

// A disk that keeps only what was synced. Writes and directory entries that were not may be lost, torn or kept, each
// on its own and in any combination (POSIX fsync(2): the entry is another matter than the content). rename is atomic.
import { dirname } from 'node:path';
import type { FileDoor, OpenFile } from '../src/platform/durable-file.ts';

export type DiskImage = ReadonlyMap<string, Buffer>;

interface Inode {
  durable: Buffer;
  volatile: Buffer;
}
type EntryChange = { readonly folder: string; readonly set: readonly (readonly [string, Inode | null])[] };

export class PowerCutDisk implements FileDoor {
  readonly #durable = new Map<string, Inode>();
  readonly #volatile = new Map<string, Inode>();
  #pending: EntryChange[] = [];
  /** Called after each operation that a power cut may follow. */
  onStep: (what: string) => void = () => undefined;
  /** A disk that lies about syncing: shows that the tests notice. */
  liesAboutSync = false;

  constructor(image: DiskImage = new Map()) {
    for (const [path, bytes] of image) {
      const inode = { durable: bytes, volatile: bytes };
      this.#durable.set(path, inode);
      this.#volatile.set(path, inode);
    }
  }

  async open(path: string, flags: 'r' | 'w'): Promise<OpenFile> {
    if (flags === 'r' && this.#isFolder(path)) return this.#folder(path);
    let inode = this.#volatile.get(path);
    if (flags === 'r' && inode === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    if (inode === undefined) {
      inode = { durable: Buffer.alloc(0), volatile: Buffer.alloc(0) };
      this.#change(dirname(path), [[path, inode]]);
    } else if (flags === 'w') inode.volatile = Buffer.alloc(0);
    if (flags === 'w') this.onStep(`open ${path}`);
    return this.#file(path, inode);
  }

  async rename(from: string, to: string): Promise<void> {
    const inode = this.#volatile.get(from);
    if (inode === undefined) throw Object.assign(new Error(`no ${from}`), { code: 'ENOENT' });
    this.#change(dirname(to), [
      [from, null],
      [to, inode],
    ]);
    this.onStep(`rename ${to}`);
  }

  async remove(path: string): Promise<void> {
    if (!this.#volatile.has(path)) return;
    this.#change(dirname(path), [[path, null]]);
    this.onStep(`remove ${path}`);
  }

  async makeFolder(): Promise<void> {
    // Folders are there: the image of the box makes them.
  }

  /** Every disk that a power cut at this moment can leave. */
  images(): DiskImage[] {
    const found: DiskImage[] = [];
    for (let kept = 0; kept < 2 ** this.#pending.length; kept += 1) {
      const entries = new Map(this.#durable);
      for (const [index, change] of this.#pending.entries()) if ((kept >> index) & 1) apply(entries, change);
      found.push(...contentsOf([...entries]));
    }
    return found;
  }

  #isFolder(path: string): boolean {
    return !this.#volatile.has(path) && !/\.(?:json|new)$/.test(path);
  }

  #folder(path: string): OpenFile {
    return this.#handle({
      sync: async () => {
        for (const change of this.#pending.filter(({ folder }) => folder === path)) apply(this.#durable, change);
        this.#pending = this.#pending.filter(({ folder }) => folder !== path);
        this.onStep(`sync folder ${path}`);
      },
    });
  }

  #file(path: string, inode: Inode): OpenFile {
    return this.#handle({
      writeFile: async (content) => {
        inode.volatile = Buffer.from(content);
        this.onStep(`write ${path}`);
      },
      readFile: async () => inode.volatile,
      stat: async () => ({ size: inode.volatile.length }),
      sync: async () => {
        if (!this.liesAboutSync) inode.durable = inode.volatile;
        this.onStep(`sync ${path}`);
      },
    });
  }

  #handle(part: Partial<OpenFile>): OpenFile {
    const refuse = async (): Promise<never> => {
      throw new Error('not on this handle');
    };
    return { writeFile: refuse, readFile: refuse, stat: refuse, sync: refuse, close: async () => undefined, ...part };
  }

  #change(folder: string, set: EntryChange['set']): void {
    const change = { folder, set };
    apply(this.#volatile, change);
    this.#pending.push(change);
  }
}

function apply(entries: Map<string, Inode>, { set }: EntryChange): void {
  for (const [path, inode] of set) {
    if (inode === null) entries.delete(path);
    else entries.set(path, inode);
  }
}

/** Each unsynced file old, empty, cut at several places, full of zeros behind a sector, or whole, in every combination. */
function contentsOf(entries: readonly (readonly [string, Inode])[]): DiskImage[] {
  let images: Map<string, Buffer>[] = [new Map()];
  for (const [path, { durable, volatile }] of entries) {
    const torn = [0, 1, volatile.length >> 1, volatile.length - 1].map((length) => volatile.subarray(0, length));
    const holes = Buffer.from(volatile).fill(0, volatile.length >> 1);
    const variants = durable === volatile ? [durable] : [durable, ...torn, holes, volatile];
    images = images.flatMap((image) => variants.map((bytes) => new Map(image).set(path, bytes)));
  }
  return images;
}

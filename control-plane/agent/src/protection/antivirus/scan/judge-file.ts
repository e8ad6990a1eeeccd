// What a file is: known by its hash, known to clamd, clean as far as anyone can say, or nobody could look.
import { createHash } from 'node:crypto';
import type { FileObject } from '../file-object.ts';
import type { Judge, Judgement, UnknownReason } from '../verdict.ts';
import { askClamd } from './ask-clamd.ts';
import { decodeContent } from './decode-content.ts';
import type { KnownFiles } from './known-files.ts';
import { piecesOf } from './pieces-of.ts';

export interface JudgeOptions {
  /** clamd's local socket; null on boards without it. */
  readonly clamdSocket: string | null;
  readonly known: KnownFiles;
  /** The scanner alone knew it: the file's SHA-256, of a mail that of each attachment with a virus in it. */
  readonly onLearned: (learned: { readonly sha256: string; readonly name: string }) => void;
  readonly lateMs: number;
  readonly mostBytes: number;
  /** Files that may be at clamd at once; the others wait their turn within their own time. */
  readonly atOnce: number;
}

export function judgeFiles(options: JudgeOptions): Judge {
  const turns = new Turns(options.atOnce);
  return async (file, partial) => {
    if (file.tooLarge) return judgeHashes(file, partial, options.known);
    const content = file.content();
    const began = performance.now();
    if (!(await turns.take(partial, options.lateMs))) return unknown('late');
    try {
      return await judgeContent(file, content, partial, options, began);
    } finally {
      turns.give();
    }
  };
}

type Waiting = (granted: boolean) => void;

/** So many at a time; whole files before parts, whose turn comes again; nobody waits longer than the verdict may take. */
class Turns {
  #free: number;
  readonly #whole = new Set<Waiting>();
  readonly #parts = new Set<Waiting>();

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  async take(partial: boolean, mostMs: number): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    const line = partial ? this.#parts : this.#whole;
    return await new Promise((resolve) => {
      const waiting: Waiting = (granted) => {
        clearTimeout(timer);
        line.delete(waiting);
        resolve(granted);
      };
      const timer = setTimeout(() => waiting(false), mostMs);
      line.add(waiting);
    });
  }

  give(): void {
    const [next] = this.#whole.size > 0 ? this.#whole : this.#parts;
    if (next === undefined) this.#free += 1;
    else next(true);
  }
}

/** Nothing of it is kept; encoded in any way, its hash is not the file's. */
function judgeHashes(file: FileObject, partial: boolean, known: KnownFiles): Judgement {
  const hashes = partial || file.facts.encoding !== null ? [] : file.digests();
  const name = known.findHash(hashes);
  return name === null ? unknown('too-large') : { kind: 'virus', name, by: 'hash', sha256: hashes.at(-1) ?? '' };
}

async function judgeContent(
  file: FileObject,
  raw: Buffer,
  partial: boolean,
  options: JudgeOptions,
  began: number,
): Promise<Judgement> {
  const decoded = await decodeContent(raw, file.facts.encoding, options.mostBytes);
  // A part of a packed stream cannot be opened yet: clamd looks at it as it is.
  if (!decoded.ok && !partial) return unknown('not-decoded');
  const content = decoded.ok ? decoded.value : raw;
  const hashed = createHash('sha256').update(content).digest('hex');
  const pieces = partial || options.known.entries === 0 ? [{ content }] : await piecesOf(content, file.facts.protocol);
  for (const piece of pieces) {
    const listed = options.known.find(piece.content);
    if (listed !== null) return { kind: 'virus', name: listed, by: 'hash', sha256: sha256Of(piece.content) };
  }
  if (options.clamdSocket === null) return unknown('no-scanner');
  const left = options.lateMs - (performance.now() - began);
  if (left <= 0) return unknown('late');
  const asked = await askClamd(options.clamdSocket, content, left);
  if (!asked.ok) return unknown(reasonOf(asked.error.code));
  if (asked.value === null) return { kind: 'clean' };
  const name = asked.value;
  if (!partial) void learn(file, content, name, options);
  return { kind: 'virus', name, by: 'scanner', sha256: hashed };
}

function reasonOf(code: string): UnknownReason {
  return code === 'AVS_CLAMD_LATE' ? 'late' : code === 'AVS_CLAMD_AWAY' ? 'no-scanner' : 'too-large';
}

const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const MOST_ASKED = 8;

/** Behind the verdict: a mail is never sent twice as the same bytes, its attachment is. */
async function learn(file: FileObject, content: Buffer, name: string, options: JudgeOptions): Promise<void> {
  const { protocol } = file.facts;
  if (protocol === 'http' || protocol === 'ftp') return options.onLearned({ sha256: sha256Of(content), name });
  const parts = (await piecesOf(content, protocol)).slice(1, 1 + MOST_ASKED).filter((piece) => piece.name === null);
  for (const part of parts) {
    const asked = await askClamd(options.clamdSocket ?? '', part.content, options.lateMs);
    if (asked.ok && asked.value !== null) options.onLearned({ sha256: sha256Of(part.content), name: asked.value });
  }
}

function unknown(why: UnknownReason): Judgement {
  return { kind: 'unknown', why };
}

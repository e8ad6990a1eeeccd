// What a file is: known by its hash, known to clamd, clean as far as anyone can say, or nobody could look.
import { createHash } from 'node:crypto';
import type { FileObject } from '../file-object.ts';
import type { Judge, Judgement, UnknownReason } from '../verdict.ts';
import { askClamd } from './ask-clamd.ts';
import { decodeContent } from './decode-content.ts';

export interface JudgeOptions {
  /** clamd's local socket; null on boards without it. */
  readonly clamdSocket: string | null;
  /** Name of the malware with this SHA-256 (hex, lower case), or null. */
  readonly knownHash: (sha256: string) => string | null;
  readonly lateMs: number;
  readonly mostBytes: number;
  /** Files that may be at clamd at once; the others wait their turn within their own time. */
  readonly atOnce: number;
}

export function judgeFiles(options: JudgeOptions): Judge {
  let running = 0;
  const waiting: (() => void)[] = [];
  const turn = async (): Promise<void> => {
    if (running < options.atOnce) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const done = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return async (file, partial) => {
    if (file.tooLarge) return unknown('too-large');
    const content = file.content();
    const began = performance.now();
    await turn();
    try {
      return await judgeContent(file, content, partial, options, began);
    } finally {
      done();
    }
  };
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
  const sha256 = createHash('sha256').update(content).digest('hex');
  const listed = options.knownHash(sha256);
  if (listed !== null) return { kind: 'virus', name: listed, by: 'hash', sha256 };
  if (options.clamdSocket === null) return unknown('no-scanner');
  const left = options.lateMs - (performance.now() - began);
  if (left <= 0) return unknown('late');
  const asked = await askClamd(options.clamdSocket, content, left);
  if (asked.ok)
    return asked.value === null ? { kind: 'clean' } : { kind: 'virus', name: asked.value, by: 'scanner', sha256 };
  return unknown(
    asked.error.code === 'AVS_CLAMD_LATE' ? 'late' : asked.error.code === 'AVS_CLAMD_AWAY' ? 'no-scanner' : 'too-large',
  );
}

function unknown(why: UnknownReason): Judgement {
  return { kind: 'unknown', why };
}

import { causeOf } from '@omamori/contract/result';
import { type Bookmark, followFile } from 'suricata-eve-parser';
import type { Log } from '../../platform/log.ts';
import type { Candidate, SpoolEntry } from '../classify/candidate.ts';

export const EVE_SOURCE = 'eve-detections';
const RETRY_MS = 1000;
const CHUNK_BYTES = 256 * 1024;
const NEWLINE = Uint8Array.of(0x0a);

export interface EveFollowerOptions {
  readonly path: string;
  /** The last one that was taken, asked for at each (re)start. */
  readonly bookmark: () => string | null;
  readonly read: (chunk: Uint8Array) => Candidate[];
  /** Resolves when the entry is taken; until then nothing more is read. */
  readonly store: (entry: SpoolEntry) => Promise<void>;
  /** Bytes that are gone unread; null when nobody can know how many. */
  readonly onLost: (bytes: number | null) => void;
  readonly log: Log;
}

export interface EveFollower {
  close(): Promise<void>;
}

/** Follows the detections file from the bookmark on, for ever: a file that cannot be read is tried again. */
export function followEve(options: EveFollowerOptions): EveFollower {
  const abort = new AbortController();
  const done = run(options, abort.signal);
  return {
    close: async () => {
      abort.abort();
      await done;
    },
  };
}

async function run(options: EveFollowerOptions, signal: AbortSignal): Promise<void> {
  let failing = false;
  const read = (chunk: Uint8Array): Candidate[] => {
    failing = false;
    return options.read(chunk);
  };
  while (!signal.aborted) {
    try {
      await followOnce({ ...options, read }, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      const trouble = { code: 'EVT_EVE_UNREADABLE', cause: causeOf(thrown) };
      if (!failing) options.log.error(trouble, 'the detections file cannot be read');
      failing = true;
      await pause(RETRY_MS, signal);
    }
  }
}

async function followOnce(options: EveFollowerOptions, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await followFile({
    path: options.path,
    from: parseBookmark(options.bookmark(), options.log),
    signal,
    pollMs: 100,
    maxChunkBytes: CHUNK_BYTES,
    onChunk: async (chunk, after, ends) => {
      const candidates = options.read(chunk);
      if (ends === 'file') candidates.push(...options.read(NEWLINE));
      const entry = { candidates, bookmark: { source: EVE_SOURCE, value: JSON.stringify(after) } };
      // A spool that cannot be written must not keep the agent from ending.
      await Promise.race([options.store(entry), aborted]);
    },
    onGap: (gap) => {
      options.read(NEWLINE);
      options.onLost(gap.bytes);
      options.log.warn({ code: 'EVT_EVE_GAP', cause: gap.code, reason: gap.reason }, 'detections were lost');
    },
  });
}

/** Our own database wrote it, but another version may have: a bookmark that is none begins the file anew. */
function parseBookmark(value: string | null, log: Log): Bookmark | null {
  if (value === null) return null;
  try {
    const parsed: unknown = JSON.parse(value);
    if (isBookmark(parsed)) return parsed;
  } catch (thrown) {
    log.warn({ code: 'EVT_BOOKMARK_BAD', cause: causeOf(thrown) }, 'the bookmark is not JSON');
    return null;
  }
  log.warn({ code: 'EVT_BOOKMARK_BAD' }, 'the bookmark does not have the agreed form');
  return null;
}

function isBookmark(value: unknown): value is Bookmark {
  if (typeof value !== 'object' || value === null) return false;
  const { inode, offset, head, birth } = value as Partial<Record<keyof Bookmark, unknown>>;
  const isNamed = typeof inode === 'string' && typeof head === 'string';
  return isNamed && Number.isSafeInteger(offset) && Number(offset) >= 0 && /^\d+$/.test(String(birth ?? '0'));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

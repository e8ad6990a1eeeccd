/**
 * Slows down guessing of the sticker's code without locking the owner out:
 *   each source   three free tries, then 1, 2, 4 … 60 s between them; forgotten after an hour or a right code
 *   all together  two buckets, sources with failures (1 try in 5 s, 5 at once) and fresh ones (1 in 2 s, 10 at once):
 *                 who hammers from one address never uses up the owner's bucket
 * A code of 8 characters from 32 stands for centuries of 0.7 tries a second. Sources are bounded, the oldest goes.
 */
export interface ClaimLimiter {
  /** Seconds to wait, 0 when the try may go on; it then counts as failed until `succeeded` says otherwise. */
  admit(source: string, nowMs: number): number;
  succeeded(source: string): void;
}

const FREE_TRIES = 3;
export const LONGEST_WAIT_SECONDS = 60;
const FORGET_MS = 3_600_000;
const MOST_SOURCES = 1024;

interface Source {
  failures: number;
  lastTryMs: number;
}

export function makeClaimLimiter(): ClaimLimiter {
  const sources = new Map<string, Source>();
  const fresh = makeBucket(10, 2000);
  const failed = makeBucket(5, 5000);
  return {
    admit(name, nowMs) {
      const known = sources.get(name);
      const source = known === undefined || nowMs - known.lastTryMs > FORGET_MS ? { failures: 0, lastTryMs: 0 } : known;
      const own = source.failures === 0 ? 0 : source.lastTryMs + pauseMs(source.failures) - nowMs;
      if (own > 0) return seconds(own);
      const shared = (source.failures === 0 ? fresh : failed)(nowMs);
      if (shared > 0) return seconds(shared);
      sources.delete(name);
      sources.set(name, { failures: source.failures + 1, lastTryMs: nowMs });
      const oldest = sources.keys().next();
      if (sources.size > MOST_SOURCES && oldest.done !== true) sources.delete(oldest.value);
      return 0;
    },
    succeeded(name) {
      sources.delete(name);
    },
  };
}

function pauseMs(failures: number): number {
  if (failures < FREE_TRIES) return 0;
  return Math.min(LONGEST_WAIT_SECONDS, 2 ** (failures - FREE_TRIES)) * 1000;
}

/** Token bucket; answers 0 and takes a token, or the milliseconds until there is one. */
function makeBucket(size: number, refillMs: number): (nowMs: number) => number {
  let tokens = size;
  let filledAt: number | null = null;
  return (nowMs) => {
    const elapsed = filledAt === null ? 0 : Math.max(0, nowMs - filledAt);
    tokens = Math.min(size, tokens + elapsed / refillMs);
    filledAt = nowMs;
    if (tokens < 1) return (1 - tokens) * refillMs;
    tokens -= 1;
    return 0;
  };
}

function seconds(ms: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(ms / 1000)));
}

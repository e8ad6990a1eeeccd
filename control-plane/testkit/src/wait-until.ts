import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something to become true; the limit only keeps a broken test from hanging, it is not an assertion on time. */
export async function waitUntil(
  what: string,
  check: () => boolean | Promise<boolean>,
  limitMs = 90_000,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`in vain waited for: ${what}`);
    await sleep(20);
  }
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protectionSchema } from '@omamori/contract/health';
import type { Result } from '@omamori/contract/result';
import { z } from 'zod';
import { type BootClock, systemBootClock } from '../platform/boot-clock.ts';

/** In memory, for who decides whether a slot on trial is good. */
export const heardSchema = z.object({
  bootId: z.string(),
  /** By CLOCK_MONOTONIC: the wall clock may be set meanwhile. */
  atMs: z.number(),
  /** The broker took this message. */
  center: z.boolean(),
  protection: protectionSchema,
});

interface HealthLink {
  publish(channel: 'health', payload: string): Promise<Result<void>>;
}

/** The same link; what became of each health message is written beside. A full /run only delays the verdict. */
export function noteHeard(link: HealthLink, runDir: string, clock: BootClock = systemBootClock()): HealthLink {
  return {
    async publish(channel, payload) {
      const sent = await link.publish(channel, payload);
      const { protection } = z.object({ protection: protectionSchema }).parse(JSON.parse(payload));
      const heard = { bootId: clock.bootId, atMs: clock.nowMs(), center: sent.ok, protection };
      await writeFile(join(runDir, 'heard.json'), JSON.stringify(heard), { mode: 0o640 }).catch(() => undefined); // tried again in 20 s
      return sent;
    },
  };
}

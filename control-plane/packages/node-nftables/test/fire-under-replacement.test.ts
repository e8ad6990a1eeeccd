/** Sets are replaced while blocked sources send: no blocked packet passes, no other is lost. Counted in the kernel. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FireRig, openFireRig } from './fire-rig.ts';

const REPLACEMENTS = Number(process.env['NFT_FIRE_REPLACEMENTS'] ?? 30);
/** The whole world once in fifteen; `npm run soak -- nft` is the long form. */
const sizeOf = (number: number): number =>
  number % 15 === 7 ? 250_000 : ([1_000, 3_000, 10_000][number % 3] ?? 1_000);
let rig: FireRig;

beforeAll(async () => {
  rig = await openFireRig();
}, 30_000);

afterAll(() => rig?.close());

test(
  `${REPLACEMENTS} replacements under fire let no blocked packet pass and lose no other`,
  async () => {
    const sender = rig.startSender();
    try {
      await new Promise((resolve) => setTimeout(resolve, 500));
      for (let number = 0; number < REPLACEMENTS; number += 1) {
        expect(await rig.replace(number, sizeOf(number))).toEqual({ ok: true, value: undefined });
      }
      const sent = await sender.finish();
      const seen = await rig.seen();
      console.info(JSON.stringify({ replacements: REPLACEMENTS, sent, seen }));
      expect(sent.blocked).toBeGreaterThan(1_000);
      expect(seen).toEqual({ blocked: sent.blocked, passedBlocked: 0, passedAllowed: sent.allowed });
    } finally {
      sender.child.kill('SIGKILL');
    }
  },
  90_000 + REPLACEMENTS * 3_000,
);

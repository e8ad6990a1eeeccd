import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { APPLIANCE } from '../lab/cast.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { carryFiles } from './carry-matrix.ts';
import { runAction } from './run-action.ts';
import { setAntivirus } from './set-antivirus.ts';

let lab: Lab;
beforeAll(async () => {
  const started = await startLab({ scanner: true });
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  await lab.center.signIn();
  await setAntivirus(lab, 'block');
}, 400_000);
afterAll(() => lab?.stop());

const carriedSchema = z.object({ name: z.string(), bytes: z.number(), ms: z.number() });
const SMALL = 20_000;
const LARGE = 5_000_000;

/** Downloads of one PC, one after the other, both families at once. */
async function load(): Promise<{ name: string; bytes: number; ms: number; wanted: number }[]> {
  const kinds = Array.from({ length: 12 }, (_, index) => (index % 4 === 3 ? 'clean-5m' : 'clean-20k'));
  const files = kinds.map((kind, index) => `http/length/${kind}/load-${index}.bin`);
  const { v4, v6 } = lab.plan.neighbour;
  const rounds = [v4, v6].map((address) => runAction(lab, 'pc1', 'carry-files', [address, ...files], carriedSchema));
  const carried = (await Promise.all(rounds)).flat();
  return carried.map((one, index) => ({ ...one, wanted: kinds[index % kinds.length] === 'clean-5m' ? LARGE : SMALL }));
}
async function filesHealth() {
  return (await lab.center.fleet()).appliances.find(({ id }) => id === APPLIANCE)?.files;
}
const longest = (carried: readonly { ms: number }[]) => Math.max(...carried.map(({ ms }) => ms));

describe('under load', () => {
  it('lets everything pass when who reads is killed, counts it as unread, and reads again afterwards', async () => {
    const quiet = longest(await load());
    const stopping = load();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await lab.units.agent.stop(); // as SIGKILL does for the queue: nobody listens any more
    const begun = performance.now();
    const without = await load();
    process.stderr.write(`longest transfer: ${quiet} ms read, ${longest(await stopping)} ms over the end, `);
    process.stderr.write(`${longest(without)} ms without; ${Math.round(performance.now() - begun)} ms in all\n`);
    for (const carried of [await stopping, without])
      expect(carried.filter(({ bytes, wanted }) => bytes !== wanted)).toEqual([]);
    lab.units.agent.start();
    await waitUntil('the box tells what went by unread', 90_000, async () => {
      const files = await filesHealth();
      return files?.state === 'reading' && files.unreadBytes > LARGE;
    });
    const cells = await carryFiles(lab, ['marked-zip'], [4]);
    expect(cells.filter(({ whole }) => whole)).toEqual([]);
  }, 400_000);

  it('goes on by hash lists alone when clamd is gone, tells so, and still stops what clamd knew before', async () => {
    await lab.units.scanner?.stop();
    await waitUntil('the box misses its scanner', 60_000, async () => (await filesHealth())?.scanner === false);
    const before = (await filesHealth())?.unjudged ?? 0;
    const carried = await load();
    expect(carried.filter(({ bytes, wanted }) => bytes !== wanted)).toEqual([]);
    const known = await carryFiles(lab, ['marked-zip', 'listed-zip'], [6]);
    expect(known.filter(({ whole }) => whole)).toEqual([]);
    await waitUntil('the box counts what nobody judged', 60_000, async () => {
      return ((await filesHealth())?.unjudged ?? 0) >= before + carried.length;
    });
  }, 400_000);
});

/**
 * `npm run hil -- --target qemu-arm64 --update`: one disk with two slots through UEFI in the lab; a power cut while
 * writing, a good update, an old one, a bad one. One JSON line a story; the last is { target, ok, passed, failed, seconds }.
 */
import { join } from 'node:path';
import { startLab } from '../../lab/start-lab.ts';
import { findImage } from '../find-image.ts';
import { qemuBox } from '../qemu-box.ts';
import { makeUpdateDisk, makeUpdateKeys } from './make-update-disk.ts';
import { STORIES } from './play-update.ts';

const ARTIFACTS = join(import.meta.dirname, '../../../.artifacts/hil');

/** Ends the program: 0 when every story held. */
export async function runUpdate(): Promise<never> {
  const begun = performance.now();
  const since = (from: number): number => Math.round((performance.now() - from) / 100) / 10;
  const ending = new AbortController();
  const built = await findImage('qemu-arm64', ending.signal);
  if (!built.ok) {
    process.stderr.write(`${built.error.code}: ${built.error.message}\n`);
    process.exit(2);
  }
  const keys = makeUpdateKeys();
  const { image } = built.value;
  const box = qemuBox(image, {
    keepSerialAt: join(ARTIFACTS, 'update'),
    twoSlots: { trusted: keys.trusted, makeDisk: (data, folder) => makeUpdateDisk(image, data, folder, keys) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void box.stop());
  const lab = await startLab({ machine: box });
  if (!lab.ok) {
    process.stderr.write(`${lab.error.code}: ${lab.error.message}\n`);
    process.exit(2);
  }
  const passed: string[] = [];
  const failed: string[] = [];
  for (const { name, play } of STORIES) {
    const from = performance.now();
    try {
      const figures = await play(box);
      passed.push(name);
      process.stdout.write(`${JSON.stringify({ story: name, ok: true, figures, seconds: since(from) })}\n`);
    } catch (thrown) {
      failed.push(name);
      process.stdout.write(
        `${JSON.stringify({ story: name, ok: false, failure: String(thrown), seconds: since(from) })}\n`,
      );
      break; // the next one stands on it
    }
  }
  await lab.value.stop();
  const ok = failed.length === 0;
  process.stdout.write(`${JSON.stringify({ target: 'qemu-arm64', ok, passed, failed, seconds: since(begun) })}\n`);
  process.stderr.write(`${passed.length} passed, ${failed.length} failed\n`);
  process.exit(ok ? 0 : 1);
}

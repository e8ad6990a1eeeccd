/** `closing-child.ts NETNS`: replaces a set, monitors, closes, and says how long closing and the way to exit took. */
import { Nft } from '../src/index.ts';

const opened = await Nft.open({ netns: process.argv[2] ?? '' });
if (!opened.ok) throw new Error(opened.error.message);
const nft = opened.value;
const monitor = nft.monitor();
if (!monitor.ok) throw new Error(monitor.error.message);
const waiting = monitor.value.next();
const ranges = Array.from(
  { length: 50_000 },
  (_unused, index) => `10.${index >> 8}.${index & 255}.0-10.${index >> 8}.${index & 255}.9`,
);
const usable = ranges.filter((text) => !/\.(2[5-9]\d|[3-9]\d\d)\./.test(text));
const replaced = await nft.replaceSet({ family: 'inet', table: 't', set: 's' }, usable);
if (!replaced.ok) throw new Error(replaced.error.message);
const start = performance.now();
await monitor.value.return?.();
await waiting;
await nft.close();
const closeMs = performance.now() - start;
const closed = performance.now();
process.once('exit', () => {
  process.stdout.write(`${JSON.stringify({ closeMs, exitMs: performance.now() - closed })}\n`);
});

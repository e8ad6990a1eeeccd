/**
 * Run inside a namespace with `set inet t s`: opens one of everything, replaces a set, closes all, and says how long
 * closing and the way to the exit took. Nothing here ends the process but the end of the work. Last line: JSON.
 */
import { Nft, openConntrack, openNflog, openNfqueue } from '../src/index.ts';

const opened = await Nft.open();
const log = await openNflog({ groups: [9], onPacket: () => undefined });
const queue = await openNfqueue({ queue: 9, onPacket: () => 'accept' });
const conntrack = openConntrack();
if (!opened.ok || !log.ok || !queue.ok || !conntrack.ok) throw new Error('one of them did not open');
const nft = opened.value;
const monitor = nft.monitor();
const events = conntrack.value.events();
if (!monitor.ok || !events.ok) throw new Error('no news');
const waiting = [monitor.value.next(), events.value.next()];
const ranges = Array.from({ length: 50_000 }, (_unused, index) => `10.${index >> 8}.${index & 255}.0/29`);
const replaced = await nft.replaceSet({ family: 'inet', table: 't', set: 's' }, ranges);
if (!replaced.ok) throw new Error(replaced.error.message);
const start = performance.now();
await Promise.all([monitor.value.return?.(), events.value.return?.(), log.value.close(), queue.value.close()]);
await Promise.all(waiting);
conntrack.value.close();
await nft.close();
const closeMs = performance.now() - start;
const closed = performance.now();
process.once('exit', () => {
  process.stdout.write(`${JSON.stringify({ closeMs, exitMs: performance.now() - closed })}\n`);
});

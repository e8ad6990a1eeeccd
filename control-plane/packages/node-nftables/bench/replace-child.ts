/** One measurement in a process of its own: `replace-child.ts NETNS COUNT SHIFT`. Last line: JSON. */
import { readFileSync } from 'node:fs';
import { Nft } from '../src/index.ts';
import { benchRanges } from './bench-ranges.ts';

const [netns = '', countText = '', shiftText = ''] = process.argv.slice(2);
const count = Number(countText);
const shift = Number(shiftText);
const ref = { family: 'inet', table: 'bench', set: 'world' } as const;

const opened = await Nft.open({ netns });
if (!opened.ok) throw new Error(opened.error.message);
const nft = opened.value;
// A first call, so that what only a first call costs is not measured.
await nft.replaceSet({ ...ref, set: 'small' }, ['10.0.0.1']);
const idleKb = statusKb('VmRSS');
const full = await measure(benchRanges(count, shift));
const peakKb = statusKb('VmHWM');
const difference = await measure(benchRanges(count, shift, Math.ceil(count / 100)));
const same = await measure(benchRanges(count, shift, Math.ceil(count / 100)));
await nft.close();
process.stdout.write(`${JSON.stringify({ full, difference, same, peakMb: (peakKb - idleKb) / 1024 })}\n`);

async function measure(ranges: Iterable<string>): Promise<{ ms: number; cpuMs: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const replaced = await nft.replaceSet(ref, ranges);
  const ms = performance.now() - start;
  const used = process.cpuUsage(cpu);
  if (!replaced.ok) throw new Error(replaced.error.message);
  return { ms, cpuMs: (used.user + used.system) / 1000 };
}

function statusKb(field: string): number {
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}

/**
 * `npm run soak -- nft [--small 1000] [--world 20] [--rulesets 2000] [--seed N]`: the long form of what the tests show.
 * Replacements under fire, random rulesets against `nft -j list`, closing and exit of a process. Last line: one JSON object.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Family, Nft } from '../src/index.ts';
import { type FireSeen, type FireSent, openFireRig } from '../test/fire-rig.ts';
import { createNamespace } from '../test/network-rig.ts';
import { checkRandomRulesets, type PropertyCounts } from '../test/ruleset-property.ts';

const FAMILIES: readonly Family[] = ['inet', 'bridge', 'ip', 'ip6', 'netdev', 'arp'];
const SMALL_SIZES = [1_000, 3_000, 10_000];
const WORLD_SIZE = 250_000;
/** Goal of the package: from close() to the end of the process. */
const MOST_EXIT_MS = 100;

const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '1000' },
    world: { type: 'string', default: '20' },
    rulesets: { type: 'string', default: '2000' },
    seed: { type: 'string' },
  },
});
const small = wholeNumber('small', values.small);
const world = wholeNumber('world', values.world);
const rulesets = wholeNumber('rulesets', values.rulesets);
const seed = values.seed === undefined ? Date.now() % 1_000_000 : wholeNumber('seed', values.seed);

const fire = await replaceUnderFire();
const property = await checkProperty();
const exit = await closeProcesses();
const ok = fire.ok && property.ok && exit.ok;
say({ ok, fire, property, exit });
process.exit(ok ? 0 : 1);

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  const error = { code: 'NFT_SOAK_OPTION', message: `--${name} takes a whole number, not ${text.slice(0, 40)}` };
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(2);
}

/** World-size ones spread evenly among the small ones. */
async function replaceUnderFire() {
  const rig = await openFireRig();
  const total = small + world;
  const every = world === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(total / world));
  const counts = { small: 0, world: 0 };
  let refused = 0;
  const start = performance.now();
  const sender = rig.startSender();
  try {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    for (let number = 0; number < total; number += 1) {
      const isWorld = counts.small >= small || (counts.world < world && number % every === every - 1);
      counts[isWorld ? 'world' : 'small'] += 1;
      const size = isWorld ? WORLD_SIZE : (SMALL_SIZES[number % SMALL_SIZES.length] ?? 1_000);
      const replaced = await rig.replace(number, size);
      if (!replaced.ok) refused += 1;
      if (number % 100 === 99) say({ replaced: number + 1, of: total });
    }
    const sent = await sender.finish();
    const seconds = Math.round((performance.now() - start) / 1000);
    return judgeFire({ ...counts, refused, sent, ...(await rig.seen()), seconds });
  } finally {
    sender.child.kill('SIGKILL');
    await rig.close();
  }
}

/** What was sent is counted by the sender, the rest by the kernel: every packet has to be in one of its counters. */
function judgeFire<Counts extends FireSeen & { readonly refused: number; readonly sent: FireSent }>(counts: Counts) {
  const { refused, sent, blocked, passedBlocked, passedAllowed } = counts;
  const lostAllowed = sent.allowed - passedAllowed;
  const wrong = refused + passedBlocked + Math.abs(lostAllowed) + Math.abs(sent.blocked - blocked);
  return { ok: wrong === 0, ...counts, lostAllowed };
}

async function checkProperty() {
  const namespace = await createNamespace('soak');
  const opened = await Nft.open({ netns: namespace.name });
  if (!opened.ok) throw new Error(opened.error.message);
  const families: PropertyCounts[] = [];
  let broken: string | undefined;
  for (const family of FAMILIES) {
    const runs = Math.ceil(rulesets / FAMILIES.length);
    try {
      if (runs > 0) families.push(await checkRandomRulesets(opened.value, namespace, family, { runs, seed }));
    } catch (error) {
      broken = `${family}: ${error instanceof Error ? error.message.slice(0, 4000) : String(error)}`;
      process.stderr.write(`${broken}\n`);
      break;
    }
    say(families.at(-1) ?? {});
  }
  await opened.value.close();
  await namespace.close();
  const sum = (of: 'rulesets' | 'objects' | 'rules'): number => families.reduce((all, one) => all + one[of], 0);
  const counts = { rulesets: sum('rulesets'), objects: sum('objects'), rules: sum('rules') };
  return {
    ok: broken === undefined,
    seed,
    ...counts,
    ...(broken === undefined ? {} : { broken: broken.slice(0, 300) }),
  };
}

async function closeProcesses() {
  const namespace = await createNamespace('soak');
  await namespace.exec('nft', 'add table inet t; add set inet t s { type ipv4_addr; flags interval; }');
  const script = new URL('../test/closing-child.ts', import.meta.url).pathname;
  const times: number[] = [];
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const argv = ['netns', 'exec', namespace.name, process.execPath, script];
    const child = spawnSync('ip', argv, { encoding: 'utf8', timeout: 60_000 });
    const { closeMs, exitMs } = JSON.parse(child.stdout) as { closeMs: number; exitMs: number };
    times.push(Math.round((closeMs + exitMs) * 10) / 10);
  }
  await namespace.close();
  // The best of five: the machine may be busy, the process may not.
  return { ok: Math.min(...times) < MOST_EXIT_MS, closeToExitMs: times };
}

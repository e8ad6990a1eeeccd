// npm run bench -- floods [--rate 20000] [--seconds 4] [--line 100] [--kinds …]: what the office keeps of its line while it is flooded,
// with the guard and without, against no attack, in one run. The office takes `--line` Mbit/s through the box with
// everything on (Suricata, two queues); the flood has `--rate` packets a second. Sender, box and office share the machine.
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_FLOODS } from '@omamori/contract/desired-state';
import { anonymousSet, counter, match, Nft, payload, prefix } from 'node-nftables';
import { runProgram } from '../src/platform/run-program.ts';
import { HOSTS } from '../test/inline-box.ts';
import { type InlineEngine, openInlineEngine } from './inline-engine.ts';

const SENDER = fileURLToPath(new URL('../../../hil-tests/lab/actions/send-flood.ts', import.meta.url));
const ONE_SOURCE = new Set<string>(['connections', 'scan']);
const INVENTED = '100.64.0.0/10';
const GOAL = 0.95;
const PORT = 5001;
const COUNT = { family: 'inet', name: 'count' } as const;
const IN_COUNT = { family: 'inet', table: 'count' } as const;
const RULE = 'drop tcp any any -> any any (msg:"never"; content:"never-in-a-bench"; sid:1; rev:1;)';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '4' },
    line: { type: 'string', default: '100' },
    kinds: { type: 'string', default: 'syn,connections,udp,ntp,dns,ssdp,memcached,cldap,scan' },
    help: { type: 'boolean' },
  },
});
const kinds = values.kinds.split(',');
const [rate, seconds, line] = [Number(values.rate), Number(values.seconds), Number(values.line)];
if (values.help === true) {
  process.stdout.write(
    'Usage: npm run bench -- floods [--rate PACKETS_A_SECOND] [--seconds N] [--line MBIT] [--kinds syn,ntp,…]\n',
  );
} else if (!(rate > 0 && rate <= 200_000 && seconds > 0 && seconds <= 60 && line > 0 && line <= 1000)) {
  process.stderr.write('SET_ARGUMENT_BAD: --rate is 1 to 200000, --seconds 1 to 60, --line 1 to 1000 Mbit/s\n');
  process.exitCode = 2;
} else await bench();

async function bench(): Promise<void> {
  const inline = await openInlineEngine(RULE);
  const office = await Nft.open({ netns: inline.box.name('office') });
  try {
    if (!office.ok) throw new Error(office.error.message);
    await prepare(inline, office.value);
    const result: Record<string, unknown> = { line, rate };
    let ok = true;
    for (const guard of ['off', 'block'] as const) {
      await inline.put({ floods: { ...DEFAULT_FLOODS, mode: guard } });
      const quiet = await measure(inline, null);
      const kept: Record<string, number> = {};
      for (const kind of kinds) {
        const before = await arrivals(office.value);
        const taken = await measure(inline, kind);
        const arrived = (await arrivals(office.value)) - before;
        kept[kind] = round(taken / quiet);
        process.stdout.write(
          `guard ${guard}, ${kind}: ${round(taken)} Mbit/s of ${round(quiet)}; ${arrived} attack packets reached the office\n`,
        );
      }
      result[guard === 'off' ? 'withoutGuard' : 'withGuard'] = kept;
      if (guard === 'block') ok = Object.values(kept).every((ratio) => ratio >= GOAL);
    }
    process.stdout.write(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}\n`);
    process.stdout.write(`${JSON.stringify({ F8: { ...result, goal: GOAL, ok } })}\n`);
    process.exitCode = ok ? 0 : 1;
  } finally {
    if (office.ok) await office.value.close();
    await inline.close();
  }
}

/** Answers to invented sources go to one router, as in an office, and are thrown away there. */
async function prepare({ box, serve }: InlineEngine, office: Nft): Promise<void> {
  const routes: [string, ...string[]][] = [
    box.argv('office', 'ip', 'route', 'add', INVENTED, 'via', HOSTS.other[4], 'dev', 'lan0', 'onlink'),
    box.argv('outside', 'ip', 'route', 'add', 'blackhole', INVENTED),
  ];
  for (const argv of routes) {
    const outcome = await runProgram(argv, { timeoutMs: 10_000 });
    if (!outcome.ok || outcome.value.exitCode !== 0) throw new Error(`${argv.join(' ')} failed`);
  }
  const attackers = anonymousSet(prefix('100.64.0.0', 10), HOSTS.latvia[4]);
  const counting = await office.run({
    nftables: [
      { add: { table: COUNT } },
      { add: { counter: { ...IN_COUNT, name: 'arrived' } } },
      { add: { chain: { ...IN_COUNT, name: 'c', type: 'filter', hook: 'prerouting', prio: -300, policy: 'accept' } } },
      {
        add: {
          rule: { ...IN_COUNT, chain: 'c', expr: [match(payload('ip', 'saddr'), attackers), counter('arrived')] },
        },
      },
    ],
  });
  if (!counting.ok) throw new Error(counting.error.message);
  await serve('outside', 'serve', String(PORT), String(line));
}

/** Mbit/s that the office took, the mean of four connections together. */
async function measure(inline: InlineEngine, kind: (typeof kinds)[number] | null): Promise<number> {
  const attack = kind === null ? null : flood(inline, kind);
  const { bytes, seconds: took } = await inline.take('office', false, HOSTS.other[4], PORT, seconds, 4);
  await attack;
  return (bytes * 8) / took / 1e6;
}

function flood({ run }: InlineEngine, kind: (typeof kinds)[number]): Promise<unknown> {
  const sources = ONE_SOURCE.has(kind) ? HOSTS.latvia[4] : INVENTED;
  const argv = [SENDER, kind, '4', HOSTS.office[4], String(rate), String(seconds + 1), sources];
  return run('outside', process.execPath, ...argv);
}

/** Attack packets that reached the office since the beginning. */
async function arrivals(office: Nft): Promise<number> {
  const listed = await office.list(IN_COUNT);
  const object = listed.ok ? listed.value.nftables.find((one) => 'counter' in one) : undefined;
  return object !== undefined && 'counter' in object ? (object.counter.packets ?? 0) : 0;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

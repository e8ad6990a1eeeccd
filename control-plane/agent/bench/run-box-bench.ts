// npm run bench -- box [--seconds 4] [--rounds 3]: P6 of performance.md, in one run: data from outside to the office through
// the box with everything on, through the same Suricata with the same rules alone on the same bridge, and through the bare
// bridge; plain TCP and TLS, TLS also with every packet handed to the engine. Sender, box and office share the machine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_FLOODS } from '@omamori/contract/desired-state';
import { Nft } from 'node-nftables';
import { readInspection } from '../src/data-plane/read-flow.ts';
import type { PolicyPart } from '../test/box-driver.ts';
import { HOSTS } from '../test/inline-box.ts';
import { type InlineEngine, openInlineEngine } from './inline-engine.ts';
import { makeCertificate } from './make-certificate.ts';

const GOAL = 0.97;
const [PLAIN, SECURE] = [5001, 5002];
const CONNECTIONS = 4;
const RULES = Array.from(
  { length: 500 },
  (_, index) =>
    `drop tcp any any -> any any (msg:"bench ${index}"; content:"never-in-a-bench-${index}"; sid:${1 + index}; rev:1;)`,
).join('\n');
const EVERYTHING: PolicyPart = {
  geo: { blockInbound: ['LV'], blockOutbound: ['LV'] },
  ports: [{ protocol: 'tcp', port: 3389, allow: [] }],
  addressLists: [{ name: 'bad', direction: 'both', entries: ['203.0.113.200', '2001:db8:1::200'] }],
  floods: DEFAULT_FLOODS,
};

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    help: { type: 'boolean' },
  },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
if (values.help === true) process.stdout.write('Usage: npm run bench -- box [--seconds N] [--rounds N]\n');
else if (!(seconds > 0 && seconds <= 60 && rounds > 0 && rounds <= 20)) {
  process.stderr.write('SET_ARGUMENT_BAD: --seconds is 1 to 60, --rounds 1 to 20\n');
  process.exitCode = 2;
} else await bench();

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'box-bench-'));
  const inline = await openInlineEngine(RULES);
  try {
    const pem = join(folder, 'server.pem');
    writeFileSync(pem, makeCertificate(), { mode: 0o600 });
    await inline.serve('outside', 'serve', String(PLAIN));
    await inline.serve('outside', 'serve-tls', String(SECURE), pem);
    await inline.put({ ...EVERYTHING, trustedFlows: 'inspect' });
    const inspected = await measure(inline, true, 'everything on, TLS all through the engine');
    await inline.put({ ...EVERYTHING, trustedFlows: 'pass' });
    const box = await both(inline, 'everything on');
    const trusted = await trustedBytes(inline);
    await inline.leaveEngineAlone();
    const suricata = await both(inline, 'Suricata alone');
    await inline.leaveBridgeAlone();
    const bridge = await both(inline, 'bare bridge');
    tell({ box, inspected, suricata, bridge, trusted });
  } finally {
    await inline.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Both {
  readonly plain: number;
  readonly tls: number;
}

async function both(inline: InlineEngine, what: string): Promise<Both> {
  return {
    plain: await measure(inline, false, `${what}, plain`),
    tls: await measure(inline, true, `${what}, TLS`),
  };
}

/** Median of the rounds, Mbit/s. */
async function measure(inline: InlineEngine, secure: boolean, what: string): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const port = secure ? SECURE : PLAIN;
    const taken = await inline.take('office', secure, HOSTS.other[4], port, seconds, CONNECTIONS);
    rates.push((taken.bytes * 8) / taken.seconds / 1e6);
  }
  rates.sort((a, b) => a - b);
  const median = Math.round(rates[Math.floor(rates.length / 2)] ?? 0);
  process.stdout.write(`${what}: ${median} Mbit/s (${rates.map(Math.round).join(', ')})\n`);
  return median;
}

async function trustedBytes({ box }: InlineEngine): Promise<number> {
  const nft = await Nft.open({ netns: box.name('box') });
  if (!nft.ok) throw new Error(nft.error.message);
  const counts = await readInspection(nft.value);
  await nft.value.close();
  return counts?.trusted?.bytes ?? 0;
}

interface Figures {
  readonly box: Both;
  readonly inspected: number;
  readonly suricata: Both;
  readonly bridge: Both;
  readonly trusted: number;
}

function tell({ box, inspected, suricata, bridge, trusted }: Figures): void {
  const ratio = (a: number, b: number): number => Math.round((1000 * a) / b) / 1000;
  const against = {
    suricata: { plain: ratio(box.plain, suricata.plain), tls: ratio(box.tls, suricata.tls) },
    bridge: { plain: ratio(box.plain, bridge.plain), tls: ratio(box.tls, bridge.tls) },
    tlsAllInspected: ratio(inspected, suricata.tls),
  };
  const ok = against.suricata.plain >= GOAL && against.suricata.tls >= GOAL;
  process.stdout.write(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}\n`);
  const megabytes = Math.round(trusted / 1e6);
  process.stdout.write(`${JSON.stringify({ P6: { ...against, trustedMegabytes: megabytes, goal: GOAL, ok } })}\n`);
  process.exitCode = ok ? 0 : 1;
}

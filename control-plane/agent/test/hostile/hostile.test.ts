// Every document of the corpus offered to a whole config path on a machine in memory: refused or rolled back, each
// with its code, and the box exactly as before. Clocks that jump and machines that fail are offered good documents.

import type { Protection } from '@omamori/contract/health';
import { signDocument } from '@omamori/contract/signed-document';
import type { StateReport } from '@omamori/contract/state-report';
import { pino } from 'pino';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeMachine, makeFakeMachine } from '../../src/config-path/actuate/fake-machine.ts';
import { type ConfigPath, startConfigPath } from '../../src/config-path/config-path.ts';
import type { FlowCounts } from '../../src/data-plane/read-flow.ts';
import { desiredOf, makeKeys, type PolicyPart } from '../box-driver.ts';
import { PowerCutDisk } from '../power-cut-disk.ts';
import { hostileDocuments, IN_FORCE } from './corpus.ts';

const NOW = Date.parse('2026-06-01T00:00:00.000Z');
const keys = makeKeys();
const corpus = hostileDocuments(keys);
/** By group: how often each outcome, and the codes. */
const tally = new Map<string, { refused: number; 'rolled back': number; 'put back': number; codes: Set<string> }>();

let machine: FakeMachine;
let path: ConfigPath;
let last: StateReport | undefined;
let wallMs: number;
let centerAway: boolean;
/** The broker lives, the center behind it acknowledges only what is made under the former state. */
let cutOffBehindBroker: boolean;
let onAck: (payload: Buffer) => void;
let engine: () => Protection;
let flow: () => FlowCounts | null;

function document(version: number, part: PolicyPart = {}): Buffer {
  const signed = signDocument('desired-state', desiredOf(version, part), {
    keyId: 'k-1',
    privateKeyPem: keys.privatePem,
  });
  if (!signed.ok) throw new Error(signed.error.message);
  return Buffer.from(JSON.stringify(signed.value));
}

async function start(): Promise<void> {
  const started = await startConfigPath({
    appliance: 'box-1',
    dataDir: '/data',
    trustedKeys: { 'k-1': keys.publicPem },
    centerAddresses: ['198.51.100.200'],
    neverIsolated: async () => ['02:00:00:00:00:01', '02:00:00:00:00:02'],
    probes: { engine: () => engine(), flow: async () => flow(), windowMs: 30, idleMs: 0, everyMs: 2, answerMs: 5 },
    target: {
      ports: { lan: 'lan', wan: 'wan', bridge: 'br0' },
      engine: { dataDir: '/data', runDir: '/run', homeNetworks: ['192.0.2.0/24', '2001:db8:a::/64'] },
      bundle: { version: 'b1', rules: Buffer.from('drop tcp any any -> any any (sid:1;)\n') },
    },
    machine,
    knowsCountry: (country) => country !== 'XX',
    link: {
      publish: async (_channel, payload) => {
        const report: StateReport = JSON.parse(payload);
        if (centerAway && report.last?.outcome === 'probation')
          return { ok: false, error: { code: 'LNK_NOT_CONNECTED', message: 'down' } };
        last = report;
        const hears = !(cutOffBehindBroker && report.last?.outcome === 'probation');
        if (hears) onAck(Buffer.from(JSON.stringify({ v: 1, kind: 'report', reportId: report.reportId })));
        return { ok: true, value: undefined };
      },
      onState: () => () => undefined,
      subscribe: (channel, listener) => {
        if (channel === 'ack') onAck = listener;
        return () => undefined;
      },
    },
    clock: { nowMs: () => wallMs, monotonicMs: () => performance.now() },
    log: pino({ level: 'silent' }),
    rulesLoaded: () => null,
    driftCheckMs: 3_600_000,
    files: new PowerCutDisk(),
  });
  if (!started.ok) throw new Error(started.error.message);
  path = started.value;
}

async function offer(bytes: Buffer): Promise<StateReport | undefined> {
  await path.offer(bytes);
  await path.settled();
  return last;
}

const OUTCOMES = ['refused', 'rolled back', 'put back'] as const;

function count(group: string, outcome: (typeof OUTCOMES)[number], code: string): void {
  const row = tally.get(group) ?? { refused: 0, 'rolled back': 0, 'put back': 0, codes: new Set<string>() };
  row[outcome] += 1;
  row.codes.add(code);
  tally.set(group, row);
}

beforeEach(async () => {
  machine = makeFakeMachine();
  wallMs = NOW;
  centerAway = false;
  cutOffBehindBroker = false;
  engine = () => 'inspecting';
  flow = () => null;
  await start();
  await offer(document(IN_FORCE, { ports: [{ protocol: 'tcp', port: 3389, allow: [] }] }));
});
afterEach(() => path.stop());
afterAll(() => {
  const line = (name: string, ...cells: (string | number)[]): string =>
    name.padEnd(48) + cells.map((cell) => String(cell).padStart(13)).join('');
  const all = { refused: 0, 'rolled back': 0, 'put back': 0, codes: new Set<string>() };
  const rows = [...tally].map(([group, row]) => {
    for (const outcome of OUTCOMES) all[outcome] += row[outcome];
    for (const code of row.codes) all.codes.add(code);
    return line(group, ...OUTCOMES.map((outcome) => row[outcome]), row.codes.size);
  });
  const sum = line('all', ...OUTCOMES.map((outcome) => all[outcome]), all.codes.size);
  process.stdout.write(`${[line('hostile documents', ...OUTCOMES, 'codes'), ...rows, sum].join('\n')}\n`);
});

/** The box before and after, without what was merely tested and left lying. */
async function standing(): Promise<object> {
  const observed = await machine.observe();
  if (!observed.ok) throw new Error('the fake always answers');
  const { testedVersions: _, ...rest } = observed.value;
  return rest;
}

describe('the corpus', () => {
  it('is large enough', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(200);
    expect(new Set(corpus.map(({ group, name }) => `${group} ${name}`)).size).toBe(corpus.length);
  });

  it.each([...new Set(corpus.map(({ group }) => group))])(
    'of group "%s" is refused, each with its code, and touches nothing',
    async (group) => {
      const before = await standing();
      const steps = machine.done.length;
      for (const { name, bytes, code } of corpus.filter((one) => one.group === group)) {
        const report = await offer(bytes);
        expect([report?.last?.outcome, report?.last?.code, report?.appliedVersion], name).toEqual([
          'refused',
          code,
          IN_FORCE,
        ]);
        expect(report?.last?.message?.length ?? 0, name).toBeLessThanOrEqual(500);
        count(group, 'refused', code);
      }
      expect(machine.done.length).toBe(steps);
      expect(await standing()).toEqual(before);
      expect((await offer(document(IN_FORCE + 1)))?.appliedVersion).toBe(IN_FORCE + 1);
    },
    60_000,
  );
});

describe('clocks that jump', () => {
  const years = (count: number): number => NOW + count * 365 * 86_400_000;

  it.each([
    ['ten years on: what was signed for one year is refused', years(10), '2027-01-01T00:00:00.000Z', 'CFG_EXPIRED'],
    [
      'to 1970: an expired document is not told from a fresh one, an older version still is',
      0,
      '2999-01-01T00:00:00.000Z',
      null,
    ],
  ])('%s', async (_, now, expiresAt, code) => {
    wallMs = now;
    const report = await offer(document(IN_FORCE + 1, { expiresAt }));
    expect(report?.last?.code ?? null).toBe(code);
    expect((await offer(document(IN_FORCE - 1)))?.last?.code).toBe('CFG_VERSION_OLD');
    count('clocks that jump', 'refused', 'CFG_VERSION_OLD');
  });

  it('back to 1970 bring no ended exception back', async () => {
    const target = { kind: 'address' as const, address: '203.0.113.7' };
    const until = '2026-05-31T23:59:00.000Z';
    const part = {
      issuedAt: '2026-05-31T23:59:30.000Z',
      exceptions: [{ id: 'a', target, device: null, until, reason: '' }],
    };
    await offer(document(IN_FORCE + 1, part));
    const before = await standing();
    wallMs = 0;
    await offer(document(IN_FORCE + 1, part));
    expect(await standing()).toEqual(before);
  });
});

const CHANGES: Record<string, PolicyPart> = {
  countries: { geo: { blockInbound: ['LV'], blockOutbound: ['LV'] } },
  ports: { ports: [{ protocol: 'tcp', port: 22, allow: [] }] },
  'an address list': { addressLists: [{ name: 'a', direction: 'both', entries: ['203.0.113.0/24'] }] },
  'a domain list': { domainLists: [{ name: 'a', entries: ['evil.example'] }] },
  'fail modes': { failModes: { engineDead: 'closed', queueFull: 'closed' } },
  'the engine off': { ips: { mode: 'off', disabledRules: [] } },
};
const TROUBLES: Record<string, [() => void, string]> = {
  'the center is not heard': [
    () => {
      centerAway = true;
    },
    'CFG_PROBATION_CENTER',
  ],
  'the center behind a live broker is cut off': [
    () => {
      cutOffBehindBroker = true;
    },
    'CFG_PROBATION_UNANSWERED',
  ],
  'the office is held up': [
    () => {
      let offered = 0;
      flow = () => {
        offered += 50;
        return { offered, passed: 0, answered: 0 };
      };
    },
    'CFG_PROBATION_TRAFFIC',
  ],
  'the engine dies of it': [
    () => {
      let asked = 0;
      engine = () => {
        asked += 1;
        return asked === 1 ? 'inspecting' : 'passing-uninspected';
      };
    },
    'CFG_PROBATION_ENGINE',
  ],
};

describe('a good document on a box where', () => {
  const cases = Object.keys(TROUBLES).flatMap((trouble) =>
    Object.keys(CHANGES).map((change) => [trouble, change] as const),
  );
  it.each(cases.filter(([trouble, change]) => !(trouble.startsWith('the engine') && change === 'the engine off')))(
    '%s with %s is rolled back with its code, and not tried again',
    async (trouble, change) => {
      const before = await standing();
      const [cause, code] = TROUBLES[trouble] ?? [() => undefined, ''];
      cause();
      const report = await offer(document(IN_FORCE + 1, CHANGES[change]));
      expect([report?.last?.outcome, report?.last?.code, report?.appliedVersion]).toEqual([
        'rolled-back',
        code,
        IN_FORCE,
      ]);
      expect(await standing()).toEqual(before);
      count(trouble, 'rolled back', code);
      const steps = machine.done.length;
      expect((await offer(document(IN_FORCE + 1, CHANGES[change])))?.last).toMatchObject({
        outcome: 'rolled-back',
        code,
      });
      expect(machine.done.length).toBe(steps);
    },
  );

  it.each(['stage-rules', 'fill-sets', 'apply-ruleset', 'activate-rules'] as const)(
    'the step %s fails is put back',
    async (step) => {
      const before = await standing();
      machine.failNext(step);
      const part = { ...CHANGES['countries'], ...CHANGES['the engine off'] };
      const report = await offer(document(IN_FORCE + 1, part));
      expect(report?.last).toMatchObject({ outcome: 'failed', code: 'FAKE_STEP' });
      expect(await standing()).toEqual(before);
      count('a step fails', 'put back', 'FAKE_STEP');
    },
  );
});

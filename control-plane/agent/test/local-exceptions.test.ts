import { join } from 'node:path';
import { signDocument } from '@omamori/contract/signed-document';
import type { StateReport } from '@omamori/contract/state-report';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFakeMachine } from '../src/config-path/actuate/fake-machine.ts';
import type { Machine } from '../src/config-path/actuate/machine.ts';
import { type ConfigPath, startConfigPath } from '../src/config-path/config-path.ts';
import { type LocalExceptions, openLocalExceptions } from '../src/config-path/inbox/local-exceptions.ts';
import { desiredOf, makeBoxDirs, makeKeys, type PolicyPart } from './box-driver.ts';

const MAC = '02:00:00:00:00:05';
const ATTACKER = '203.0.113.7';
const keys = makeKeys();
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let machine: Machine;
/** The ruleset the machine was last given, as text. */
let inKernel: string;
let path: ConfigPath;
let local: LocalExceptions;
let wallMs: number;
let last: StateReport['last'];

async function start(): Promise<void> {
  const clock = { nowMs: () => wallMs, monotonicMs: () => performance.now() };
  ({ local } = await openLocalExceptions(join(dirs.dataDir, 'local.json'), clock));
  const started = await startConfigPath({
    appliance: 'box-1',
    dataDir: dirs.dataDir,
    trustedKeys: { 'k-1': keys.publicPem },
    centerAddresses: ['198.51.100.200'],
    target: {
      ports: { lan: 'lan', wan: 'wan', bridge: 'br0' },
      engine: { dataDir: dirs.dataDir, runDir: dirs.runDir, homeNetworks: ['192.0.2.0/24'] },
      bundle: { version: 'b1', rules: Buffer.from('drop tcp any any -> any any (sid:1;)\n') },
    },
    machine,
    local,
    knowsCountry: () => true,
    neverIsolated: async () => ['02:00:00:00:00:01'],
    probes: { engine: () => 'inspecting', flow: async () => null, windowMs: 60, idleMs: 0, everyMs: 5, answerMs: 20 },
    link: {
      publish: async (_channel, payload) => {
        ({ last } = JSON.parse(payload) as StateReport);
        return { ok: true, value: undefined };
      },
      onState: () => () => undefined,
      subscribe: () => () => undefined,
    },
    clock,
    log: pino({ level: 'silent' }),
    rulesLoaded: () => 1,
    driftCheckMs: 3_600_000,
  });
  if (!started.ok) throw new Error(started.error.message);
  path = started.value;
}

async function offer(version: number, part: PolicyPart = {}): Promise<void> {
  const wanted = { keyId: 'k-1', privateKeyPem: keys.privatePem };
  const signed = signDocument('desired-state', desiredOf(version, part), wanted);
  if (!signed.ok) throw new Error(signed.error.message);
  await path.offer(Buffer.from(JSON.stringify(signed.value)));
  await path.settled();
}

const holds = (text: string) => inKernel.includes(text);
const passAttacker = () => local.add({ target: { kind: 'address', address: ATTACKER }, device: MAC, minutes: 60 });
const state = () => local.list(path.view().policy)[0]?.state;

beforeEach(async () => {
  dirs = await makeBoxDirs();
  const fake = makeFakeMachine();
  machine = {
    ...fake,
    run: (step, target) => {
      if (step.kind === 'apply-ruleset')
        inKernel = JSON.stringify(target.ruleset, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
      return fake.run(step, target);
    },
  };
  inKernel = '';
  wallMs = Date.parse('2026-06-01T00:00:00.000Z');
  await start();
});
afterEach(async () => {
  await path.stop();
  await dirs.remove();
});

it('an exception made at the box is put into the kernel, stays over documents and restarts, and ends by itself', async () => {
  await offer(1);
  expect((await passAttacker()).ok).toBe(true);
  expect(state()).toBe('waiting');
  await path.settled();
  expect([holds(ATTACKER), state()]).toEqual([true, 'in-force']);
  await offer(2, { geo: { blockInbound: ['LV'], blockOutbound: [] } });
  expect([last?.outcome, holds(ATTACKER), state()]).toEqual(['applied', true, 'in-force']);
  await path.stop();
  await start();
  expect([holds(ATTACKER), state()]).toEqual([true, 'in-force']);
  wallMs += 3_600_001;
  await offer(3);
  expect([holds(ATTACKER), state()]).toEqual([false, undefined]);
});

it('the center has the last word: the same id in its document, or a device it isolates', async () => {
  await offer(1);
  const added = await passAttacker();
  await path.settled();
  const isolation = [{ mac: MAC, until: null, reason: 'virus' }];
  await offer(2, { isolation });
  expect([last?.outcome, holds(ATTACKER), state()]).toEqual(['applied', false, 'overruled']);
  await offer(3);
  expect([holds(ATTACKER), state()]).toEqual([true, 'in-force']);
  if (!added.ok) throw new Error(added.error.message);
  const other = { kind: 'address' as const, address: '203.0.113.99' };
  await offer(4, { exceptions: [{ ...added.value, target: other }] });
  expect([holds(ATTACKER), holds('203.0.113.99'), state()]).toEqual([false, true, 'overruled']);
});

it('one that is ended early is gone from the kernel at once', async () => {
  await offer(1);
  const added = await passAttacker();
  await path.settled();
  await local.end(added.ok ? added.value.id : '');
  await path.settled();
  expect([holds(ATTACKER), state()]).toEqual([false, undefined]);
});

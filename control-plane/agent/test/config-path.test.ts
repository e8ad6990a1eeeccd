import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Protection } from '@omamori/contract/health';
import { signDocument } from '@omamori/contract/signed-document';
import type { StateReport } from '@omamori/contract/state-report';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeMachine, makeFakeMachine } from '../src/config-path/actuate/fake-machine.ts';
import { type ConfigPath, startConfigPath } from '../src/config-path/config-path.ts';
import type { FlowCounts } from '../src/data-plane/read-flow.ts';
import { desiredOf, makeBoxDirs, makeKeys, type PolicyPart } from './box-driver.ts';

const keys = makeKeys();
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let machine: FakeMachine;
let path: ConfigPath;
let reports: StateReport[];
let linkUp: boolean;
let engineIs: Protection;
let flow: () => FlowCounts | null;
let wallMs: number;
let onLink: (connected: boolean) => void;
let onDesired: (payload: Buffer) => void;
let onAck: (payload: Buffer) => void;
/** Whether the center behind the broker acknowledges this report. */
let answers: (report: StateReport) => boolean;

const last = () => reports.at(-1);
const isThere = (name: string) =>
  access(join(dirs.dataDir, 'config', name)).then(
    () => true,
    () => false,
  );

function document(version: number, part: PolicyPart = {}): Buffer {
  const signed = signDocument('desired-state', desiredOf(version, part), {
    keyId: 'k-1',
    privateKeyPem: keys.privatePem,
  });
  if (!signed.ok) throw new Error(signed.error.message);
  return Buffer.from(JSON.stringify(signed.value));
}

const ackOf = ({ reportId }: Pick<StateReport, 'reportId'>): Buffer =>
  Buffer.from(JSON.stringify({ v: 1, kind: 'report', reportId }));

async function start(driftCheckMs = 3_600_000): Promise<void> {
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
    knowsCountry: (country) => country === 'LV',
    neverIsolated: async () => ['02:00:00:00:00:01'],
    probes: {
      engine: () => engineIs,
      flow: async () => flow(),
      windowMs: 60,
      idleMs: 0,
      everyMs: 5,
      answerMs: 20,
    },
    link: {
      publish: async (_channel, payload) => {
        if (!linkUp) return { ok: false, error: { code: 'LNK_NOT_CONNECTED', message: 'down' } };
        const report: StateReport = JSON.parse(payload);
        reports.push(report);
        if (answers(report)) onAck(ackOf(report));
        return { ok: true, value: undefined };
      },
      onState: (listener) => {
        onLink = listener;
        return () => undefined;
      },
      subscribe: (channel, listener) => {
        if (channel === 'ack') onAck = listener;
        else onDesired = listener;
        return () => undefined;
      },
    },
    clock: { nowMs: () => wallMs, monotonicMs: () => performance.now() },
    log: pino({ level: 'silent' }),
    rulesLoaded: () => 2,
    driftCheckMs,
  });
  if (!started.ok) throw new Error(started.error.message);
  path = started.value;
}

async function offer(bytes: Buffer): Promise<StateReport | undefined> {
  await path.offer(bytes);
  await path.settled();
  return last();
}

beforeEach(async () => {
  dirs = await makeBoxDirs();
  machine = makeFakeMachine();
  reports = [];
  linkUp = true;
  answers = () => false;
  engineIs = 'inspecting';
  flow = () => ({ offered: 0, passed: 0, answered: 0 });
  wallMs = Date.parse('2026-06-01T00:00:00.000Z');
  await start();
});
afterEach(async () => {
  await path.stop();
  await dirs.remove();
});

describe('a desired state', () => {
  it('is applied, marked as applied only then, and reported with its steps', async () => {
    expect(last()).toMatchObject({ appliedVersion: 0, last: { version: 0, outcome: 'applied' } });
    expect(await isThere('applied.json')).toBe(false);
    const report = await offer(document(1, { geo: { blockInbound: ['LV'], blockOutbound: [] } }));
    expect(report).toMatchObject({
      appliedVersion: 1,
      rulesLoaded: 2,
      geoRanges: 2,
      last: { version: 1, outcome: 'applied' },
    });
    expect(report?.last?.steps.every((step) => step.ok)).toBe(true);
    expect([await isThere('applied.json'), await isThere('inbox.json')]).toEqual([true, false]);
    expect(path.view()).toMatchObject({ version: 1, policy: { geo: { blockInbound: ['LV'] } } });
  });

  it('comes by the link as well, and again without a step when it is redelivered', async () => {
    onDesired(document(1));
    await expect.poll(() => last()?.appliedVersion, { timeout: 10_000 }).toBe(1);
    await path.settled();
    const before = machine.done.length;
    await offer(document(1));
    expect(machine.done.length).toBe(before);
    expect(last()).toMatchObject({ appliedVersion: 1, last: { outcome: 'applied' } });
  });

  it.each(['stage-rules', 'fill-sets', 'apply-ruleset', 'activate-rules'] as const)(
    'is put back when %s fails: the former state stands whole, the failure is reported, and it may come again',
    async (kind) => {
      await offer(document(1));
      const former = await machine.observe();
      const changed = {
        geo: { blockInbound: ['LV'], blockOutbound: [] },
        ips: { mode: 'detect' as const, disabledRules: [] },
      };
      machine.failNext(kind);
      const report = await offer(document(2, changed));
      expect(report).toMatchObject({ appliedVersion: 1, last: { version: 2, outcome: 'failed', code: 'FAKE_STEP' } });
      const now = await machine.observe();
      if (!former.ok || !now.ok) throw new Error('the fake always answers');
      expect({ ...now.value, testedVersions: null }).toEqual({ ...former.value, testedVersions: null });
      expect((await offer(document(2, changed)))?.appliedVersion).toBe(2);
    },
  );

  it('is refused with its code and changes nothing', async () => {
    await offer(document(2));
    const before = machine.done.length;
    expect((await offer(document(1)))?.last).toMatchObject({ version: 1, outcome: 'refused', code: 'CFG_VERSION_OLD' });
    expect((await offer(Buffer.from('{}')))?.last).toMatchObject({ outcome: 'refused', code: 'DOC_MALFORMED' });
    const closed = document(3, { protectedDestinations: ['192.0.2.1'] });
    expect((await offer(closed))?.last).toMatchObject({
      version: 3,
      outcome: 'refused',
      code: 'CFG_PROTECTED_MISSING',
    });
    expect([last()?.appliedVersion, machine.done.length, await isThere('inbox.json')]).toEqual([2, before, false]);
  });
});

describe('a power cut', () => {
  it('between arrival and applying loses nothing: the document is looked at again', async () => {
    await path.stop();
    await writeFile(join(dirs.dataDir, 'config', 'inbox.json'), document(7));
    machine = makeFakeMachine();
    await start();
    expect(last()).toMatchObject({ appliedVersion: 7, last: { outcome: 'applied' } });
  });

  it('after applying brings the applied state back, also when it has expired since', async () => {
    await offer(
      document(4, { ports: [{ protocol: 'tcp', port: 22, allow: [] }], expiresAt: '2026-06-01T00:00:00.001Z' }),
    );
    await path.stop();
    machine = makeFakeMachine();
    await start();
    expect(path.view()).toMatchObject({ version: 4, policy: { ports: [{ port: 22 }] } });
    expect(machine.done).toContain('apply-ruleset');
  });

  it('that damaged the applied state leaves the base in force and says so', async () => {
    await offer(document(4));
    await path.stop();
    await writeFile(join(dirs.dataDir, 'config', 'applied.json'), '{"v":1');
    machine = makeFakeMachine();
    await start();
    expect(last()).toMatchObject({ appliedVersion: 0, last: { outcome: 'failed', code: 'CFG_APPLIED_DAMAGED' } });
    expect(machine.done).toContain('activate-rules');
  });
});

describe('what happens outside', () => {
  it('drift is put back and reported', async () => {
    await offer(document(1));
    await path.stop();
    await start(20);
    machine.change({ rulesetKey: null });
    await expect.poll(() => last()?.last?.code, { timeout: 10_000 }).toBe('CFG_DRIFT_REPAIRED');
    expect(last()).toMatchObject({
      appliedVersion: 1,
      last: { outcome: 'applied', steps: [{ step: 'apply-ruleset' }] },
    });
  });

  it('rules that the engine refuses do not keep the blocks of the kernel away', async () => {
    await path.stop();
    machine = makeFakeMachine();
    machine.failNext('stage-rules');
    await start();
    expect(machine.done).toEqual(['write-sysctls', 'install-queue-rule', 'apply-ruleset']);
    expect(last()).toMatchObject({ last: { outcome: 'failed', code: 'FAKE_STEP' } });
  });

  it('a report that could not be sent is sent when the link is back', async () => {
    await offer(document(1));
    linkUp = false;
    await offer(document(1));
    const before = reports.length;
    linkUp = true;
    onLink(true);
    await expect.poll(() => reports.length, { timeout: 10_000 }).toBe(before + 1);
    expect(last()?.appliedVersion).toBe(1);
  });
});

describe('the center behind the broker', () => {
  const center = () => last()?.last?.probes?.find(({ probe }) => probe === 'center');

  it('that acknowledges reports must do so with the new state; one of before 0.2 is heard by its broker', async () => {
    expect((await offer(document(1)))?.last?.outcome).toBe('applied');
    expect(center()).toMatchObject({ outcome: 'passed', heard: 'link' });
    answers = () => true;
    expect((await offer(document(2)))?.last?.outcome).toBe('applied');
    expect(center()).toMatchObject({ outcome: 'passed', heard: 'center' });
  });

  it('and cut off from the box by a document brings the former state back; the document is not tried again', async () => {
    answers = (report) => report.last?.outcome !== 'probation';
    await offer(document(1));
    const unanswered = { appliedVersion: 0, last: { outcome: 'rolled-back', code: 'CFG_PROBATION_UNANSWERED' } };
    expect(last()).toMatchObject(unanswered);
    expect(center()).toMatchObject({ outcome: 'failed', heard: 'link' });
    const steps = machine.done.length;
    answers = () => true;
    expect(await offer(document(1))).toMatchObject(unanswered);
    expect(machine.done.length).toBe(steps);
    expect(await isThere('inbox.json')).toBe(false);
  });

  it('that falls silent during a probation puts nobody in the wrong: the document is tried again when it answers', async () => {
    await path.stop();
    await start(20);
    let silent = false;
    answers = (report) => {
      silent ||= report.last?.outcome === 'probation';
      return !silent;
    };
    await path.offer(document(1));
    await expect.poll(() => last()?.last?.code, { timeout: 10_000 }).toBe('CFG_PROBATION_UNANSWERED');
    expect([path.view().version, await isThere('inbox.json')]).toEqual([0, true]);
    const steps = machine.done.length;
    await new Promise((resolve) => setTimeout(resolve, 150)); // several looks later it still waits
    expect(machine.done.length).toBe(steps);
    answers = () => true;
    await expect.poll(() => path.view().version, { timeout: 10_000 }).toBe(1);
    expect(center()).toMatchObject({ heard: 'center' });
  });

  it('is not proved by acknowledgements that are late, doubled, of another report or damaged', async () => {
    const former: Buffer[] = [];
    answers = (report) => {
      if (report.last?.outcome !== 'probation') {
        former.push(ackOf(report));
        return true;
      }
      for (const late of [...former, ...former]) onAck(late);
      onAck(ackOf({ reportId: '00000000-0000-4000-8000-000000000000' }));
      onAck(Buffer.from('{"v":1,"kind":"report"'));
      onAck(Buffer.from('{"v":1,"epoch":"0123456789abc","ranges":[]}'));
      return false;
    };
    expect((await offer(document(1)))?.last?.code).toBe('CFG_PROBATION_UNANSWERED');
    expect(former.length).toBeGreaterThan(0);
  });

  it('counts as silent, not as old, while the session in which it answered lasts', async () => {
    answers = () => true;
    await offer(document(1));
    answers = () => false;
    const steps = machine.done.length;
    await offer(document(2));
    expect([path.view().version, machine.done.length, await isThere('inbox.json')]).toEqual([1, steps, true]);
    onLink(false); // a new session: whoever stands behind it now has acknowledged nothing yet
    onLink(true);
    expect((await offer(document(2)))?.appliedVersion).toBe(2);
    expect(center()).toMatchObject({ heard: 'link' });
  });
});

import type { ChildProcess } from 'node:child_process';
import { access, readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { type BoxAnswer, type BoxDriver, makeBoxDirs, makeKeys, startBoxChild } from './box-driver.ts';
import { HOSTS, type InlineBox, openInlineBox } from './inline-box.ts';

const rule = (word: string, sid: number) =>
  `drop tcp any any -> any any (msg:"${word}"; content:"${word}"; sid:${sid}; rev:1;)\n`;
const keys = makeKeys();
let box: InlineBox;
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let agent: BoxDriver;
let engine: ChildProcess;

/** Does the supervisor's part: the engine, once its configuration exists. */
async function startEngine(): Promise<void> {
  const paths = enginePaths(dirs);
  const configuration = `${paths.current}/suricata.yaml`;
  await until(
    async () =>
      await access(configuration).then(
        () => true,
        () => false,
      ),
  );
  await rm(paths.pidFile, { force: true }); // a killed engine leaves it, and the next one refuses to start over it
  const args = ['-c', configuration, '-q', '0', '-q', '1', '--pidfile', paths.pidFile];
  engine = box.start('box', 'suricata', ...args);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 600; round += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never came to be');
}

async function lookUntil(fits: (answer: BoxAnswer) => boolean): Promise<BoxAnswer> {
  let answer = await agent.look();
  await until(async () => {
    answer = await agent.look();
    return fits(answer);
  });
  return answer;
}

const send = (family: 4 | 6, word: string) =>
  box.attempt('office', 'tcp', HOSTS.office[family], HOSTS.other[family], '80', word);

const dropped = 1;
const passed = 0;

beforeAll(async () => {
  box = await openInlineBox();
  dirs = await makeBoxDirs();
  await box.servePeers([80]);
  agent = await startBoxChild(box, dirs, keys, { rules: rule('attackone', 1), waitMs: 0 });
  await startEngine();
  await lookUntil(({ engine: state }) => state.protection === 'inspecting' && state.rulesLoaded !== null);
});

afterAll(async () => {
  await box?.close();
  await dirs?.remove();
});

/** What the policy's default writes itself: port 853 over TCP and over UDP is reported. */
const OWN_RULES = 2;

describe('the engine under the agent', () => {
  it.each([4, 6] as const)(
    'inspects: a rule of the bundle drops, other traffic passes, whole (IPv%i)',
    async (family) => {
      expect(await send(family, 'attackone')).toBe(dropped);
      expect(await send(family, 'harmless')).toBe(passed);
      const { office, other } = HOSTS;
      expect(await box.attempt('office', 'bulk', office[family], other[family], '80', '20000000')).toBe(0);
    },
  );

  it('writes each drop into the detections file', async () => {
    const text = await readFile(enginePaths(dirs).detectionsFile, 'utf8');
    expect(text).toContain('"signature_id":1');
    expect(text).toContain('"event_type":"drop"');
  });

  it('lets traffic to a protected destination pass, whatever the rules say', async () => {
    const { office, center } = HOSTS;
    expect(await box.attempt('office', 'tcp', office[4], center[4], '80', 'attackone')).toBe(passed);
  });

  it('only reports in mode detect, passes all in mode off, and proves each reload by the count', async () => {
    const detect = await agent.offer(1, { ips: { mode: 'detect', disabledRules: [] } });
    expect(detect.report).toMatchObject({ appliedVersion: 1, last: { outcome: 'applied' } });
    expect(await send(4, 'attackone')).toBe(passed);
    const off = await agent.offer(2, { ips: { mode: 'off', disabledRules: [] } });
    expect(off.engine.rulesLoaded).toBe(1);
    const block = await agent.offer(3, { ips: { mode: 'block', disabledRules: [] } });
    expect(block.engine.rulesLoaded).toBe(2 + OWN_RULES);
    expect(await send(4, 'attackone')).toBe(dropped);
    const disabled = await agent.offer(4, { ips: { mode: 'block', disabledRules: [1] } });
    expect(disabled.engine.rulesLoaded).toBe(1 + OWN_RULES);
    expect(await send(4, 'attackone')).toBe(passed);
    await agent.offer(5, { ips: { mode: 'block', disabledRules: [] } });
  });

  it('refuses a bundle with a broken rule, says which, and the former rules still drop', async () => {
    await agent.kill();
    const broken = `${rule('attacktwo', 2)}drop tcp any any -> any any (msg:"broken"; pcre:"/(/"; sid:3;)\n`;
    agent = await startBoxChild(box, dirs, keys, { rules: broken });
    expect(agent.first.report).toMatchObject({
      appliedVersion: 5,
      last: { outcome: 'failed', code: 'ENG_RULES_REFUSED' },
    });
    expect(agent.first.report.last?.steps.map((step) => step.step)).toContain('apply-ruleset');
    expect(await send(4, 'attackone')).toBe(dropped);
    expect(await send(4, 'attacktwo')).toBe(passed);
  });

  it('takes a good new bundle without a restart of the engine', async () => {
    await agent.kill();
    const pid = await readFile(enginePaths(dirs).pidFile, 'utf8');
    agent = await startBoxChild(box, dirs, keys, { rules: rule('attacktwo', 2), waitMs: 5000 });
    expect(agent.first.report).toMatchObject({ appliedVersion: 5, last: { outcome: 'applied' } });
    expect(await send(4, 'attacktwo')).toBe(dropped);
    expect(await send(4, 'attackone')).toBe(passed);
    expect(await readFile(enginePaths(dirs).pidFile, 'utf8')).toBe(pid);
  });

  it('lets traffic pass and keeps the blocks when it is killed, counts the time, and inspects again after a restart', async () => {
    await agent.offer(6, { geo: { blockInbound: ['LV'], blockOutbound: [] } });
    const before = (await agent.look()).engine.uninspectedSeconds;
    const pid = Number(await readFile(enginePaths(dirs).pidFile, 'utf8'));
    const gone = new Promise((resolve) => engine.once('exit', resolve));
    process.kill(pid, 'SIGKILL');
    await gone;
    const away = await lookUntil(({ engine: state }) => state.protection === 'passing-uninspected');
    expect(away.engine.rulesLoaded).toBeNull();
    expect(await send(4, 'attacktwo')).toBe(passed);
    expect(await box.attempt('outside', 'tcp', HOSTS.latvia[4], HOSTS.office[4], '80')).toBe(dropped);
    await startEngine();
    const back = await lookUntil(({ engine: state }) => state.protection === 'inspecting');
    expect(back.engine.uninspectedSeconds).toBeGreaterThan(before);
    expect(await send(4, 'attacktwo')).toBe(dropped);
  });
});

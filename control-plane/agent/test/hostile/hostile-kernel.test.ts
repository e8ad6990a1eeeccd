// A sample of the corpus, and states that fail their probation, on the real kernel while the office works: both
// families keep their packets but for a short loss, and the former blocks stand.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { signDocument } from '@omamori/contract/signed-document';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BoxDriver, desiredOf, makeBoxDirs, makeKeys, type PolicyPart, startBoxChild } from '../box-driver.ts';
import { HOSTS, type InlineBox, openInlineBox } from '../inline-box.ts';
import { hostileDocuments, IN_FORCE } from './corpus.ts';

const PEER = fileURLToPath(new URL('../peer.ts', import.meta.url));
/**
 * Twice what is promised (three seconds, told by the lines this test prints): the machine of a test may be slow. A way
 * back that waits for the end of the window instead of seeing the office held up takes more than eight.
 */
const MOST_LOSS_MS = 6000;
const keys = makeKeys('k-1');
let box: InlineBox;
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let agent: BoxDriver;

beforeAll(async () => {
  process.env['OMAMORI_IDLE_MS'] = '1500'; // the box child of this file inherits it
  box = await openInlineBox();
  dirs = await makeBoxDirs();
  await box.servePeers([80, 3389]);
  agent = await startBoxChild(box, dirs, keys);
});
afterAll(async () => {
  await box?.close();
  await dirs?.remove();
});

/** The office's packets, both families, while `act` runs. */
async function whileTheOfficeWorks(act: () => Promise<void>): Promise<{ longestMs: number; answered: number }[]> {
  const children = ([4, 6] as const).map((family) =>
    box.start('office', process.execPath, PEER, 'gaps', HOSTS.office[family], HOSTS.other[family], '80'),
  );
  const lines = children.map(({ stdout }) =>
    createInterface({ input: stdout ?? process.stdin })[Symbol.asyncIterator](),
  );
  for (const line of lines) await line.next(); // both are at work before anything happens
  await act();
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const child of children) child.stdin?.end();
  return await Promise.all(lines.map(async (line) => JSON.parse(String((await line.next()).value))));
}

const signed = (version: number, part: PolicyPart): Buffer => {
  const document = signDocument('desired-state', desiredOf(version, part), {
    keyId: 'k-1',
    privateKeyPem: keys.privatePem,
  });
  if (!document.ok) throw new Error(document.error.message);
  return Buffer.from(JSON.stringify(document.value));
};

it('the office keeps working through hostile documents and states that fail their probation', async () => {
  const closed = [{ protocol: 'tcp' as const, port: 3389, allow: [] }];
  await agent.give(signed(IN_FORCE, { ports: closed }));
  const sample = hostileDocuments(keys).filter(({ bytes }, index) => index % 9 === 0 && bytes.length < 1_000_000);
  const seen: string[] = [];
  const gaps = await whileTheOfficeWorks(async () => {
    for (const { name, bytes, code } of sample) {
      const { report } = await agent.give(bytes);
      expect(report.last, name).toMatchObject({ outcome: 'refused', code });
      seen.push('refused');
    }
    // No engine listens here: closed, each of these holds up everything the office sends.
    const holdUps: PolicyPart[] = [
      { ports: closed },
      { ports: closed, geo: { blockInbound: ['LV'], blockOutbound: ['LV'] } },
      { ports: [], addressLists: [{ name: 'a', direction: 'both', entries: ['203.0.113.0/24'] }] },
    ];
    for (const [index, part] of holdUps.entries()) {
      const failModes = { engineDead: 'closed' as const, queueFull: 'open' as const };
      const { report } = await agent.give(signed(IN_FORCE + 1 + index, { ...part, failModes }));
      expect(report.last).toMatchObject({ outcome: 'rolled-back', code: 'CFG_PROBATION_TRAFFIC' });
      expect(report.appliedVersion).toBe(IN_FORCE);
      seen.push('rolled back');
    }
  });
  const count = (what: string) => seen.filter((one) => one === what).length;
  const rows = gaps.map(
    ({ longestMs, answered }, index) =>
      `${index === 0 ? 'IPv4' : 'IPv6'}  ${answered} answers, longest without traffic ${(longestMs / 1000).toFixed(2)} s`,
  );
  const title = `hostile documents on the real kernel: ${count('refused')} refused, ${count('rolled back')} rolled back`;
  process.stdout.write(`${[title, ...rows].join('\n')}\n`);
  for (const { longestMs, answered } of gaps) {
    expect(answered).toBeGreaterThan(0);
    expect(longestMs).toBeLessThanOrEqual(MOST_LOSS_MS);
  }
  for (const family of [4, 6] as const) {
    expect(await box.attempt('outside', 'tcp', HOSTS.other[family], HOSTS.office[family], '3389')).toBe(1);
    expect(await box.attempt('office', 'tcp', HOSTS.office[family], HOSTS.other[family], '80')).toBe(0);
  }
});

it('an agent killed during a probation leaves the former state in force, and the former blocks in the kernel', async () => {
  const before = (await agent.look()).report.appliedVersion;
  const list = { name: 'a', direction: 'both' as const, entries: [HOSTS.other[4]] };
  const reach = () => box.attempt('office', 'tcp', HOSTS.office[4], HOSTS.other[4], '80');
  await agent.kill();
  process.env['OMAMORI_CENTER_AWAY'] = '1';
  process.env['OMAMORI_WINDOW_MS'] = '20000';
  agent = await startBoxChild(box, dirs, keys);
  const killed = agent.give(signed(before + 9, { addressLists: [list] })).catch(() => null);
  await expect.poll(reach, { timeout: 15_000 }).toBe(1); // on trial: the new block stands already
  await agent.kill();
  await killed;
  process.env['OMAMORI_WINDOW_MS'] = '300';
  agent = await startBoxChild(box, dirs, keys);
  expect(agent.first.report).toMatchObject({ appliedVersion: before, last: { outcome: 'rolled-back' } });
  expect(await reach()).toBe(0);
  expect(await box.attempt('outside', 'tcp', HOSTS.other[4], HOSTS.office[4], '3389')).toBe(1);
});

import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Detection } from '@omamori/contract/detection';
import type { InventoryDevice } from '@omamori/contract/inventory';
import { Nft } from 'node-nftables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyRuleset, fillBundleSets } from '../src/data-plane/apply-kernel.ts';
import { generateRuleset } from '../src/data-plane/ruleset/generate-ruleset.ts';
import {
  BLOCK_GROUP,
  BLOCK_REASONS,
  BRIDGE_TABLE,
  DISCOVERY_GROUP,
  ledgerSet,
} from '../src/data-plane/ruleset/ruleset-names.ts';
import { LEDGER_SETS, LEDGER_TABLE } from '../src/event-path/intake/read-ledger.ts';
import { BLOCK_GROUP as OUR_BLOCK_GROUP, DISCOVERY_GROUP as OUR_DISCOVERY_GROUP } from '../src/platform/capture.ts';
import { runProgram } from '../src/platform/run-program.ts';
import { until } from './broker-fixture.ts';
import { temporaryFolder } from './event-path-fixture.ts';
import { HOSTS, type InlineBox, openInlineBox } from './inline-box.ts';

const CHILD = fileURLToPath(new URL('event-path-child.ts', import.meta.url));

interface Answer {
  readonly detections: Detection[];
  readonly devices: InventoryDevice[];
  readonly capture: string;
  readonly degraded: string | null;
}

let box: InlineBox;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  box = await openInlineBox();
  folder = await temporaryFolder('kernel-blocks');
  const nft = await Nft.open({ netns: box.name('box') });
  if (!nft.ok) throw new Error(nft.error.message);
  const geo = { blockInbound: ['LV'], blockOutbound: ['LV'], except: [] };
  const rest = { addressLists: [], isolation: [], exceptions: [] };
  const ports = [{ protocol: 'tcp' as const, port: 3389, allow: [] }];
  const plan = generateRuleset(
    { geo, ports, protectedDestinations: [], ...rest },
    { lan: 'lan', wan: 'wan', bridge: 'br0' },
  );
  const ranges = ({ family }: { readonly family: 4 | 6 }) => [family === 4 ? '203.0.113.0/24' : '2001:db8:1::/48'];
  const filled = await fillBundleSets(nft.value, plan, plan.bundleSets, ranges);
  if (!filled.ok) throw new Error(filled.error.message);
  const applied = await applyRuleset(nft.value, plan, Date.now());
  if (!applied.ok) throw new Error(applied.error.message);
  await nft.value.close();
});

afterAll(async () => {
  await box?.close();
  await folder?.remove();
});

async function startAgent() {
  const child: ChildProcess = box.start('box', process.execPath, CHILD, folder.path);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the child has no pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<Answer> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('the agent child ended');
    return JSON.parse(line.value);
  };
  const first = await read();
  const ask = (): Promise<Answer> => {
    stdin.write('look\n');
    return read();
  };
  const gone = new Promise((resolve) => child.once('exit', resolve));
  return {
    first,
    ask,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    end: async () => {
      stdin.write('end\n');
      await gone;
    },
  };
}

const rdp = (from: string, to: string) => box.attempt('outside', 'tcp', from, to, '3389');

test('event path and data plane mean the same sets, table and groups', () => {
  const names = BLOCK_REASONS.flatMap((reason) => [ledgerSet(reason, 4), ledgerSet(reason, 6)]);
  expect([...LEDGER_SETS.keys()]).toEqual(names);
  expect(LEDGER_TABLE).toEqual(BRIDGE_TABLE);
  expect([OUR_BLOCK_GROUP, OUR_DISCOVERY_GROUP]).toEqual([BLOCK_GROUP, DISCOVERY_GROUP]);
});

test('attempts before, during and after a killed agent are each in the spool once, over both families', async () => {
  // Retransmitted SYNs included: each attempt lasts 1.5 s.
  await Promise.all([rdp(HOSTS.latvia[4], HOSTS.office[4]), rdp(HOSTS.latvia[6], HOSTS.office[6])]);
  const first = await startAgent();
  expect(first.first).toMatchObject({ capture: 'reading', degraded: null });
  await until('those of before', async () => (await first.ask()).detections.length === 2);
  await Promise.all([
    rdp(HOSTS.other[4], HOSTS.office[4]),
    rdp(HOSTS.other[6], HOSTS.office[6]),
    box.attempt('outside', 'udp', HOSTS.latvia[4], HOSTS.office[4], '53'),
    box.attempt('office', 'tcp', HOSTS.office[4], HOSTS.latvia[4], '443'),
  ]);
  await until('those of during', async () => (await first.ask()).detections.length === 6);
  await first.kill();
  await Promise.all([rdp(HOSTS.latvia[4], HOSTS.office[4]), rdp(HOSTS.other[6], HOSTS.office[6])]);
  const second = await startAgent();
  await until('those of after', async () => (await second.ask()).detections.length === 8);
  await Promise.all([rdp(HOSTS.latvia[4], HOSTS.office[4])]);
  await runProgram(box.argv('office', 'ip', 'neigh', 'flush', 'dev', 'lan0'), { timeoutMs: 5000 });
  await box.attempt('office', 'udp', HOSTS.office[4], HOSTS.box[4], '9');
  await until('the device by its address', async () => {
    const { devices } = await second.ask();
    return devices.some((device) => device.addresses.includes(HOSTS.office[4]));
  });
  await until('the last', async () => (await second.ask()).detections.length === 9);
  // Long enough for the ledger to be compared again: nothing may come twice.
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  const { detections, devices } = await second.ask();
  await second.end();

  const tuples = detections.map(
    ({ flow }) => `${flow.sourceIp} ${flow.sourcePort} ${flow.destinationIp} ${flow.destinationPort}`,
  );
  expect(new Set(tuples).size).toBe(9);
  expect(detections).toHaveLength(9);
  expect(detections.filter((detection) => detection.recovered)).toHaveLength(4);
  expect(detections.every((detection) => detection.verdict === 'blocked' && detection.count === 1)).toBe(true);
  const of = (rule: string) => detections.filter((detection) => detection.rule.id === rule);
  expect(of('port-policy:3389').map((detection) => detection.story)).toEqual(Array(7).fill('remote-control-attempt'));
  expect(
    of('geo:LV')
      .map(({ direction, story }) => `${direction} ${story}`)
      .sort(),
  ).toEqual(['inbound geo-inbound', 'outbound geo-outbound']);
  const seen = detections.find((detection) => !detection.recovered && detection.device?.ip === HOSTS.office[4]);
  expect(seen?.device?.mac).toBe(devices.find((device) => device.addresses.includes(HOSTS.office[4]))?.mac);
});

import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type MqttLink, startMqttLink } from '../src/mqtt-link/mqtt-link.ts';
import { systemClock } from '../src/platform/clock.ts';
import { aedesBroker, mosquittoBroker, until } from './broker-fixture.ts';
import { ModelKernel, quietLog, startTestPath, temporaryFolder } from './event-path-fixture.ts';
import { ModelCenter } from './model-center.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function link(url: string): MqttLink {
  const started = startMqttLink({ appliance: 'box-1', url, agentVersion: '0.1.0', clock: systemClock, log: quietLog });
  undo.push(() => started.close());
  return started;
}

async function folder(): Promise<string> {
  const made = await temporaryFolder('event-path');
  undo.push(made.remove);
  return made.path;
}

function alertLine(sid: number, flow: number, type: 'alert' | 'drop' = 'alert'): string {
  return `${JSON.stringify({
    timestamp: '2026-01-31T09:00:00.123456+0900',
    flow_id: flow,
    event_type: type,
    src_ip: '10.99.0.5',
    src_port: 40000,
    dest_ip: '203.0.113.9',
    dest_port: 80,
    proto: 'TCP',
    direction: 'to_server',
    app_proto: 'http',
    http: { hostname: 'bad.example', url: '/evil', http_method: 'GET' },
    alert: {
      action: 'blocked',
      signature_id: sid,
      signature: 'LAB dangerous site',
      category: 'Misc activity',
      severity: 1,
      metadata: { omamori_story: ['dangerous-site'], omamori_function: ['F3'] },
    },
    ...(type === 'drop' ? { drop: { reason: 'rules' } } : {}),
  })}\n`;
}

describe.each([
  { name: 'Mosquitto', make: mosquittoBroker },
  { name: 'aedes', make: aedesBroker },
])('with $name between box and center', ({ make }) => {
  test('a logged packet and an EVE alert reach the center as one detection each, worded and placed', async () => {
    const broker = await make();
    undo.push(() => broker.dispose());
    await broker.start();
    const center = new ModelCenter();
    await center.connect(broker.url);
    undo.push(() => center.close());
    const at = await folder();
    const kernel = new ModelKernel();
    const path = await startTestPath(at, link(broker.url), kernel);
    undo.push(() => path.close());

    kernel.blockSyn({ source: '203.0.113.9', sourcePort: 40001, destination: '10.99.0.5' });
    kernel.blockSyn({ source: '203.0.113.9', sourcePort: 40001, destination: '10.99.0.5' });
    await writeFile(join(at, 'detections.json'), alertLine(9_000_001, 77) + alertLine(9_000_001, 77, 'drop'));

    await until('both at the center', () => center.records.size === 2);
    await until('all acknowledged', () => path.waiting() === 0);
    const detections = [...center.records.values()].map((record) => record.detection);
    expect(detections.find((one) => one.rule.engine === 'nftables')).toMatchObject({
      function: 'F7',
      story: 'remote-control-attempt',
      direction: 'inbound',
      verdict: 'blocked',
      count: 1,
      recovered: false,
      device: { ip: '10.99.0.5', mac: '02:00:00:00:00:05', name: 'uketsuke' },
      peer: { ip: '203.0.113.9', port: 40001, country: 'LV' },
      rule: { id: 'port-policy:3389', feed: 'port-policy' },
    });
    expect(detections.find((one) => one.rule.engine === 'suricata')).toMatchObject({
      at: '2026-01-31T00:00:00.123Z',
      function: 'F3',
      story: 'dangerous-site',
      direction: 'outbound',
      verdict: 'blocked',
      severity: 'high',
      recovered: true,
      device: { ip: '10.99.0.5' },
      peer: { ip: '203.0.113.9', country: 'LV', name: 'bad.example' },
      rule: { id: '9000001', feed: 'omamori-base' },
      evidence: { facts: { url: 'bad.example/evil' } },
    });
    expect(path.recentBlocks(10)).toHaveLength(2);
    expect(path.blockedSince(Date.now() - 3_600_000)).toBe(2);
  });

  test('a killed broker delays detections and loses none', async () => {
    const broker = await make();
    undo.push(() => broker.dispose());
    await broker.start();
    const center = new ModelCenter();
    await center.connect(broker.url);
    undo.push(() => center.close());
    const kernel = new ModelKernel();
    const mqtt = link(broker.url);
    const path = await startTestPath(await folder(), mqtt, kernel);
    undo.push(() => path.close());
    const block = (port: number) =>
      kernel.blockSyn({ source: '203.0.113.9', sourcePort: port, destination: '10.99.0.5' });

    block(1);
    await until('the first', () => center.records.size === 1);
    await broker.kill();
    await until('the link is down', () => !mqtt.connected);
    for (let port = 2; port <= 50; port += 1) block(port);
    await until('all in the spool', () => path.waiting() >= 49);
    await broker.start();
    await until('all at the center', () => center.records.size === 50 && path.waiting() === 0);
    block(51);
    await until('the link lives on', () => center.records.size === 51);
  });
});

test('attempts whose packets were lost are found in the ledger, and only they are marked as recovered', async () => {
  const broker = await mosquittoBroker();
  undo.push(() => broker.dispose());
  await broker.start();
  const center = new ModelCenter();
  await center.connect(broker.url);
  undo.push(() => center.close());
  const kernel = new ModelKernel();
  const at = await folder();
  for (let port = 1; port <= 5; port += 1) {
    kernel.blockSyn({ source: '203.0.113.9', sourcePort: port, destination: '10.99.0.5', lost: true });
  }
  const path = await startTestPath(at, link(broker.url), kernel);
  undo.push(() => path.close());
  await until('what the ledger held', () => center.records.size === 5);
  kernel.blockSyn({ source: '203.0.113.9', sourcePort: 5, destination: '10.99.0.5' });
  kernel.blockSyn({ source: '203.0.113.9', sourcePort: 6, destination: '10.99.0.5' });
  kernel.blockSyn({ source: '203.0.113.9', sourcePort: 7, destination: '10.99.0.5', lost: true });
  kernel.reportLoss();
  await until('all seven', () => center.records.size === 7);
  const byPort = [...center.records.values()].map(({ detection }) => [detection.peer?.port, detection.recovered]);
  expect(byPort.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
    ...[1, 2, 3, 4, 5].map((port) => [port, true]),
    [6, false],
    [7, true],
  ]);
  expect(center.attempts()).toBe(kernel.attempts);
});

test('the detections file is read on over restarts and rotation, no alert missing and none twice', async () => {
  const broker = await mosquittoBroker();
  undo.push(() => broker.dispose());
  await broker.start();
  const center = new ModelCenter();
  await center.connect(broker.url);
  undo.push(() => center.close());
  const at = await folder();
  const eve = join(at, 'detections.json');
  const mqtt = link(broker.url);
  await writeFile(eve, alertLine(1, 1) + alertLine(1, 2));
  const first = await startTestPath(at, mqtt, new ModelKernel());
  await until('two', () => center.records.size === 2);
  await first.close();
  await appendFile(eve, alertLine(1, 3));
  await rename(eve, `${eve}.1`);
  await writeFile(eve, alertLine(1, 4) + alertLine(1, 4, 'drop'));
  const second = await startTestPath(at, mqtt, new ModelKernel());
  undo.push(() => second.close());
  await until('four', () => center.records.size === 4 && second.waiting() === 0);
  await appendFile(eve, alertLine(1, 5));
  await until('five', () => center.records.size === 5);
  const flows = [...center.records.values()].map((record) => record.detection.flow.flowId).sort();
  expect(flows).toEqual(['1', '2', '3', '4', '5']);
});

test('above the budget one summary a minute carries the exact count, also over a restart', async () => {
  const broker = await mosquittoBroker();
  undo.push(() => broker.dispose());
  await broker.start();
  const center = new ModelCenter();
  await center.connect(broker.url);
  undo.push(() => center.close());
  const kernel = new ModelKernel();
  const at = await folder();
  const mqtt = link(broker.url);
  let offsetMs = 0;
  const clock = { nowMs: () => Date.now() + offsetMs, monotonicMs: () => performance.now() };
  const options = { clock, limits: { floodBudget: 10 } };
  const first = await startTestPath(at, mqtt, kernel, options);
  for (let port = 1; port <= 100; port += 1) {
    kernel.blockSyn({ source: `203.0.113.${1 + (port % 3)}`, sourcePort: port, destination: '10.99.0.5' });
  }
  await until('the budget is spent', () => first.counts.collected.held >= 80);
  await first.close();
  offsetMs = 60_000;
  const second = await startTestPath(at, mqtt, kernel, options);
  undo.push(() => second.close());
  await until('the summary', () => center.attempts() === 100);
  const summaries = [...center.records.values()].filter((record) => record.detection.count > 1);
  expect(summaries.length).toBeGreaterThanOrEqual(1);
  expect(summaries[0]?.detection).toMatchObject({ peer: null, evidence: null, device: { ip: '10.99.0.5' } });
  expect(second.blockedSince(0)).toBe(100);
});

// The event path and the inventory on the real kernel, inside the box's namespace, without a center. Each line on
// stdin is answered by one JSON line: everything in the spool, newest first, and the devices.
import { createInterface } from 'node:readline';
import { Nft } from 'node-nftables';
import { pino } from 'pino';
import { startEventPath } from '../src/event-path/event-path.ts';
import { startInventory } from '../src/inventory/inventory.ts';
import type { MqttLink } from '../src/mqtt-link/mqtt-link.ts';
import { startCapture } from '../src/platform/capture.ts';
import { systemClock } from '../src/platform/clock.ts';

const folder = process.argv[2] ?? '';
const log = pino({ level: process.env['OMAMORI_LOG_LEVEL'] ?? 'fatal' }, pino.destination(2));
const clock = systemClock;
const homeNetworks = ['192.0.2.0/24', '2001:db8:a::/64'];
const link: MqttLink = {
  connected: false,
  since: null,
  publish: async () => ({ ok: false, error: { code: 'LNK_NOT_CONNECTED', message: 'no center here' } }),
  subscribe: () => () => undefined,
  onState: () => () => undefined,
  renew: () => undefined,
  close: async () => undefined,
};
const nft = await Nft.open();
if (!nft.ok) throw new Error(nft.error.message);
const inventory = await startInventory({
  timeZone: 'Asia/Tokyo',
  appliance: 'box-1',
  homeNetworks,
  path: `${folder}/inventory.json`,
  link,
  clock,
  log,
});
const capture = await startCapture(log);
capture.handle({ onDiscovery: inventory.onFrame });
const path = await startEventPath({
  appliance: 'box-1',
  homeNetworks,
  spoolPath: `${folder}/spool.db`,
  evePath: `${folder}/detections.json`,
  link,
  clock,
  log,
  capture,
  nft: nft.value,
  countryOf: (ip) => (ip.startsWith('203.0.113.') || ip.startsWith('2001:db8:1:') ? 'LV' : null),
  deviceOf: inventory.deviceOf,
  nameOf: inventory.nameOf,
  clockSynced: () => true,
  reopenLogs: async () => ({ ok: true, value: undefined }),
});
if (!path.ok) throw new Error(path.error.message);
const answer = (): void => {
  const detections = path.value.recentBlocks(500).map((record) => record.detection);
  const state = { capture: capture.state, degraded: path.value.degraded?.code ?? null };
  process.stdout.write(`${JSON.stringify({ detections, devices: inventory.snapshot().devices, ...state })}\n`);
};
answer();
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') break;
  answer();
}
// From here on nothing but an open stdin would keep the process.
process.stdin.destroy();
await path.value.close();
await inventory.close();
await capture.close();
await nft.value.close();

import { Nft } from 'node-nftables';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BRIDGE_TABLE } from '../src/data-plane/ruleset/ruleset-names.ts';
import { readLedger } from '../src/event-path/intake/read-ledger.ts';
import { runProgram } from '../src/platform/run-program.ts';
import { type BoxDriver, makeBoxDirs, makeKeys, startBoxChild } from './box-driver.ts';
import { HOSTS, type InlineBox, openInlineBox } from './inline-box.ts';

const keys = makeKeys();
let box: InlineBox;
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let agent: BoxDriver;
let version = 0;
let officeMac: string;

beforeAll(async () => {
  box = await openInlineBox();
  dirs = await makeBoxDirs();
  await box.servePeers([80, 3389]);
  agent = await startBoxChild(box, dirs, keys);
  const shown = await runProgram(box.argv('office', 'cat', '/sys/class/net/lan0/address'), { timeoutMs: 5000 });
  if (!shown.ok) throw new Error(shown.error.message);
  officeMac = shown.value.stdout.trim();
});

afterAll(async () => {
  await box?.close();
  await dirs?.remove();
});

const passed = 0;
const blocked = 1;
const into = (kind: 'tcp' | 'udp', from: string, to: string, port = 80) =>
  box.attempt('outside', kind, from, to, String(port));
const out = (kind: 'tcp' | 'udp', from: string, to: string, port = 80) =>
  box.attempt('office', kind, from, to, String(port));
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const later = () => soon(3_600_000);

async function put(part: Parameters<BoxDriver['offer']>[1]): Promise<void> {
  version += 1;
  const { report } = await agent.offer(version, part);
  expect(report).toMatchObject({ appliedVersion: version, last: { outcome: 'applied' } });
}

describe.each([4, 6] as const)('with IPv%i', (family) => {
  const { office, latvia, allowed, other, center } = HOSTS;
  const list = (direction: 'inbound' | 'outbound' | 'both', ...entries: string[]) => ({
    addressLists: [{ name: 'c2-feed', direction, entries }],
  });

  it('blocks the addresses of a list in the directions it names, and lets answers pass', async () => {
    const wide = family === 4 ? '203.0.113.0/26' : '2001:db8:1::/122';
    await put(list('outbound', wide));
    expect(
      await Promise.all([
        out('tcp', office[family], latvia[family]),
        out('udp', office[family], latvia[family]),
        into('tcp', latvia[family], office[family]),
        out('tcp', office[family], allowed[family]),
      ]),
    ).toEqual([blocked, blocked, passed, passed]);
    await put(list('inbound', wide));
    expect(
      await Promise.all([into('tcp', latvia[family], office[family]), out('tcp', office[family], latvia[family])]),
    ).toEqual([blocked, passed]);
    await put(list('both', wide));
    expect(
      await Promise.all([into('udp', latvia[family], office[family]), out('tcp', office[family], latvia[family])]),
    ).toEqual([blocked, blocked]);
  });

  it('keeps each attempt at a listed address in the ledger of lists', async () => {
    const nft = await Nft.open({ netns: box.name('box') });
    if (!nft.ok) throw new Error(nft.error.message);
    const listed = await nft.value.list(BRIDGE_TABLE, { contents: [`ledger_list${family}`] });
    await nft.value.close();
    if (!listed.ok) throw new Error(listed.error.message);
    const blocks = readLedger(listed.value, { wallMs: Date.now(), bootMs: 1e9 });
    expect(blocks.filter((block) => block.reason === 'list' && block.destination === latvia[family])).not.toEqual([]);
  });

  it('leaves an excepted address of a blocked country reachable, in both directions', async () => {
    await put({ geo: { blockInbound: ['LV'], blockOutbound: ['LV'], except: [latvia[family]] } });
    expect(
      await Promise.all([
        out('tcp', office[family], latvia[family]),
        into('tcp', latvia[family], office[family]),
        out('tcp', office[family], allowed[family]),
        into('tcp', allowed[family], office[family]),
      ]),
    ).toEqual([passed, passed, blocked, blocked]);
  });

  it('lets an address pass by a timed exception, for the device it names only', async () => {
    const geo = { blockInbound: ['LV'], blockOutbound: ['LV'] };
    const exception = (device: string | null) => ({
      geo,
      exceptions: [
        {
          id: 'visit-1',
          target: { kind: 'address' as const, address: latvia[family] },
          device,
          until: later(),
          reason: '',
        },
      ],
    });
    await put(exception(null));
    expect(
      await Promise.all([out('tcp', office[family], latvia[family]), into('tcp', latvia[family], office[family])]),
    ).toEqual([passed, passed]);
    await put(exception(officeMac));
    expect(await out('tcp', office[family], latvia[family])).toBe(passed);
    await put(exception('02:00:00:00:00:77'));
    expect(await out('tcp', office[family], latvia[family])).toBe(blocked);
  });

  it('lets a whole country pass by a timed exception', async () => {
    const target = { kind: 'country' as const, country: 'LV' };
    await put({
      geo: { blockInbound: ['LV'], blockOutbound: ['LV'] },
      exceptions: [{ id: 'trip', target, device: null, until: later(), reason: '' }],
    });
    expect(
      await Promise.all([out('tcp', office[family], latvia[family]), into('tcp', latvia[family], office[family])]),
    ).toEqual([passed, passed]);
  });

  it('ends an exception by itself', async () => {
    await put({
      geo: { blockInbound: [], blockOutbound: ['LV'] },
      exceptions: [
        {
          id: 'short',
          target: { kind: 'address' as const, address: latvia[family] },
          device: null,
          until: soon(8000),
          reason: '',
        },
      ],
    });
    expect(await out('tcp', office[family], latvia[family])).toBe(passed);
    await expect.poll(() => out('tcp', office[family], latvia[family]), { timeout: 20_000 }).toBe(blocked);
  });

  it('cuts an isolated device off both ways, protected destinations too, but not from the page of the box', async () => {
    await put({ isolation: [{ mac: officeMac, until: null, reason: 'infected' }] });
    expect(
      await Promise.all([
        out('tcp', office[family], other[family]),
        out('tcp', office[family], center[family]),
        into('tcp', other[family], office[family]),
        into('udp', other[family], office[family]),
        out('tcp', office[family], HOSTS.box[family], 8080),
      ]),
    ).toEqual([blocked, blocked, blocked, blocked, passed]);
    await put({ isolation: [{ mac: officeMac, until: soon(1500), reason: 'infected' }] });
    await expect.poll(() => out('tcp', office[family], other[family]), { timeout: 20_000 }).toBe(passed);
  });
});

describe('a device cut off', () => {
  it('still finds its neighbours: ARP crosses the bridge', async () => {
    await put({ isolation: [{ mac: officeMac, until: null, reason: '' }] });
    const command = (...args: string[]) => runProgram(box.argv('office', ...args), { timeoutMs: 10_000 });
    await command('ip', 'neigh', 'flush', 'all');
    await out('tcp', HOSTS.office[4], HOSTS.other[4]);
    const shown = await command('ip', 'neigh', 'show', HOSTS.other[4]);
    expect(shown.ok && shown.value.stdout).toMatch(/lladdr/);
    await put({});
  });
});

describe('a large list', () => {
  it('of 30,000 addresses is applied and blocks', async () => {
    const entries = Array.from(
      { length: 30_000 },
      (_, index) => `100.${64 + (index >> 14)}.${(index >> 6) & 255}.${(index & 63) * 4}`,
    );
    await put({ addressLists: [{ name: 'big', direction: 'both', entries: [...entries, HOSTS.other[4]] }] });
    expect(
      await Promise.all([out('tcp', HOSTS.office[4], HOSTS.other[4]), out('tcp', HOSTS.office[4], HOSTS.latvia[4])]),
    ).toEqual([blocked, passed]);
  });
});

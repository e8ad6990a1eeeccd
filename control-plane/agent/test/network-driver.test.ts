import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOwner } from '../src/config-path/address/find-owner.ts';
import { ipDriver } from '../src/config-path/address/ip-driver.ts';
import { runProgram } from '../src/platform/run-program.ts';
import { driverContract, INSTALLED } from './network-driver.contract.ts';

const id = `om-nd-${process.pid}-${randomBytes(2).toString('hex')}`;
const [BOX, PEER] = [`${id}-b`, `${id}-p`];
const enter = ['ip', 'netns', 'exec', BOX];

async function ip(...args: string[]): Promise<void> {
  const ran = await runProgram(['ip', ...args], { timeoutMs: 10_000 });
  if (!ran.ok || ran.value.exitCode !== 0) throw new Error(`ip ${args.join(' ')}: ${JSON.stringify(ran)}`);
}

beforeAll(async () => {
  await ip('netns', 'add', BOX);
  await ip('netns', 'add', PEER);
  await ip('-n', BOX, 'link', 'add', 'br0', 'type', 'bridge');
  await ip('-n', BOX, 'link', 'add', 'lan', 'type', 'veth', 'peer', 'name', 'pc', 'netns', PEER);
  for (const [space, device] of [
    [BOX, 'lan'],
    [BOX, 'br0'],
    [PEER, 'pc'],
  ] as const)
    await ip('-n', space, 'link', 'set', device, 'up');
  await ip('-n', BOX, 'link', 'set', 'lan', 'master', 'br0');
  await ip('-n', PEER, 'addr', 'add', '192.0.2.9/24', 'dev', 'pc');
  await ip('-n', PEER, 'addr', 'add', '2001:db8:a::9/64', 'dev', 'pc', 'nodad');
});
afterAll(async () => {
  await runProgram(['ip', 'netns', 'del', BOX], { timeoutMs: 10_000 });
  await runProgram(['ip', 'netns', 'del', PEER], { timeoutMs: 10_000 });
});

async function restoreInstalled(): Promise<void> {
  await ip('-n', BOX, 'addr', 'flush', 'dev', 'br0', 'scope', 'global');
  for (const family of ['-4', '-6'])
    await runProgram(['ip', '-n', BOX, family, 'route', 'flush', 'default'], { timeoutMs: 10_000 });
  await ip('-n', BOX, 'addr', 'add', `${INSTALLED.address}/${INSTALLED.prefix}`, 'dev', 'br0');
  await ip('-n', BOX, 'route', 'add', 'default', 'via', INSTALLED.gateway);
}

describe('the driver by iproute2', () => {
  driverContract({ driver: () => ipDriver('br0', enter), restoreInstalled });

  it('says that it has no DHCP, and asks the kernel whether it knows VLANs', async () => {
    const made = await runProgram(
      [...(enter as [string]), 'ip', 'link', 'add', 'link', 'br0', 'name', 'v', 'type', 'vlan', 'id', '7'],
      {
        timeoutMs: 10_000,
      },
    );
    const vlan = made.ok && made.value.exitCode === 0;
    if (vlan) await ip('-n', BOX, 'link', 'del', 'v');
    expect(await ipDriver('br0', enter).can()).toEqual({ dhcp: false, vlan, nameServers: false });
  });
});

describe('duplicate address detection', () => {
  it.each(['192.0.2.9', '2001:db8:a::9'])('finds who bears %s, also while the box has no address', async (address) => {
    await ip('-n', BOX, 'addr', 'flush', 'dev', 'br0', 'scope', 'global');
    expect(await findOwner('br0', address, enter)).toMatchObject({
      ok: true,
      value: expect.stringMatching(/^[0-9a-f:]{17}$/),
    });
  });

  it('says of an address that nobody bears that it is free', async () => {
    const asked = await Promise.all(['192.0.2.8', '2001:db8:a::8'].map((address) => findOwner('br0', address, enter)));
    expect(asked).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
  });
});

import type { BoxNetwork, NetworkNow } from '@omamori/contract/box-network';
import { expect, it } from 'vitest';
import type { Former, NetworkDriver } from '../src/config-path/address/network-driver.ts';
import { until } from './broker-fixture.ts';

export interface DriverRig {
  driver(): NetworkDriver;
  /** Installed as 192.0.2.2/24 by hand, way out 192.0.2.1. */
  restoreInstalled(): Promise<void>;
}

export const INSTALLED = { address: '192.0.2.2', prefix: 24, gateway: '192.0.2.1' } as const;
const FIXED: BoxNetwork = {
  ipv4: { mode: 'fixed', address: '198.51.100.20', prefix: 24, gateway: '198.51.100.1' },
  ipv6: { mode: 'fixed', address: '2001:db8:a::20', prefix: 64, gateway: 'fe80::1' },
  nameServers: [],
  vlan: null,
};

/** What every driver does, on a bridge that is really there. */
export function driverContract(rig: DriverRig): void {
  const observed = async (): Promise<NetworkNow> => {
    const now = await rig.driver().observe();
    if (!now.ok) throw new Error(now.error.message);
    return now.value;
  };
  const addresses = async () => (await observed()).addresses.map(({ address }) => address).sort();
  const settled = (wanted: readonly string[]) =>
    until('the addresses', async () => JSON.stringify(await addresses()) === JSON.stringify([...wanted].sort()));
  const former = async (): Promise<Former> => ({ now: await observed(), asked: null });

  it('sees the address and the way out that were set by hand', async () => {
    await rig.restoreInstalled();
    const { addresses: seen, gateways, vlan } = await observed();
    expect(seen.filter(({ given }) => !given)).toContainEqual({ address: '192.0.2.2', prefix: 24, given: false });
    expect([gateways[0], vlan]).toEqual(['192.0.2.1', null]);
  });

  it('tries new addresses beside the former ones, and sends its own packets the new way', async () => {
    await rig.restoreInstalled();
    expect(await rig.driver().tryOut(FIXED, await former())).toMatchObject({ ok: true });
    await settled(['192.0.2.2', '198.51.100.20', '2001:db8:a::20']);
    await until('the new way out before the former', async () => {
      const { gateways } = await observed();
      return gateways.filter((via) => !via.includes(':')).join(' ') === '198.51.100.1 192.0.2.1';
    });
  });

  it('puts everything back as it was', async () => {
    await rig.restoreInstalled();
    const before = await former();
    expect(await rig.driver().tryOut(FIXED, before)).toMatchObject({ ok: true });
    expect(await rig.driver().putBack(before)).toMatchObject({ ok: true });
    await settled(['192.0.2.2']);
    await until(
      'the former way out',
      async () => (await observed()).gateways.join(' ') === before.now.gateways.join(' '),
    );
  });

  it('keeps the new ones alone, and doing so twice changes nothing', async () => {
    await rig.restoreInstalled();
    expect(await rig.driver().tryOut(FIXED, await former())).toMatchObject({ ok: true });
    for (let time = 0; time < 2; time += 1) {
      expect(await rig.driver().settle(FIXED)).toMatchObject({ ok: true });
      await settled(['198.51.100.20', '2001:db8:a::20']);
      await until(
        'the new ways out alone',
        async () => (await observed()).gateways.sort().join(' ') === '198.51.100.1 fe80::1',
      );
    }
  });

  it('moves within one network too, where the former address was the first', async () => {
    await rig.restoreInstalled();
    const ipv4 = { mode: 'fixed', address: '192.0.2.20', prefix: 24, gateway: '192.0.2.1' } as const;
    const wish: BoxNetwork = { ...FIXED, ipv4 };
    expect(await rig.driver().tryOut(wish, await former())).toMatchObject({ ok: true });
    expect(await rig.driver().settle(wish)).toMatchObject({ ok: true });
    await settled(['192.0.2.20', '2001:db8:a::20']);
    await until('the way out', async () => (await observed()).gateways.includes('192.0.2.1'));
  });
}

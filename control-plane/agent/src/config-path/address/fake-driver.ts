// For tests: a box whose addresses are a variable. What stands after a power cut is what was settled last.
import type { BoxNetwork, NetworkNow } from '@omamori/contract/box-network';
import { err, ok } from '@omamori/contract/result';
import type { NetworkDriver } from './network-driver.ts';
import { layersOfTrial, layersOfWish } from './network-layers.ts';

export interface FakeDriver extends NetworkDriver {
  now: NetworkNow;
  /** The next change is refused. */
  refuses: boolean;
}

export function fakeDriver(installed: NetworkNow): FakeDriver {
  const stand = ({ addresses, gateways }: ReturnType<typeof layersOfWish>): NetworkNow => ({
    addresses: addresses.map((one) => ({ ...one, given: false })),
    gateways: gateways.map(({ via }) => via),
    vlan: null,
  });
  const change = (next: NetworkNow) => {
    if (fake.refuses) return err('NET_CHANGE_FAILED', 'refused');
    fake.now = next;
    return ok(undefined);
  };
  const fake: FakeDriver = {
    now: installed,
    refuses: false,
    can: async () => ({ dhcp: true, vlan: true, nameServers: true }),
    observe: async () => ok(fake.now),
    tryOut: async (wish, former) => change(stand(layersOfTrial(wish, former))),
    settle: async (wish: BoxNetwork) => change(stand(layersOfWish(wish))),
    putBack: async (former) => {
      fake.now = former.now;
      return ok(undefined);
    },
  };
  return fake;
}

import type { BoxNetwork, NetworkNow } from '@omamori/contract/box-network';
import type { Result } from '@omamori/contract/result';

/**
 * What the box's system does with its own addresses. Two drivers: `networkd` on the image, `ip` where no system service
 * keeps them (namespaces). test/network-driver.contract.ts is for both; the one of networkd is held by its rendered files only.
 */
export interface NetworkDriver {
  can(): Promise<NetworkAbilities>;
  /** Error: NET_OBSERVE_FAILED. */
  observe(): Promise<Result<NetworkNow>>;
  /** The new ones beside the former, which stay reachable; what the box sends itself takes the new way. Nothing of it outlives a power cut. */
  tryOut(wish: BoxNetwork, former: Former): Promise<Result<void>>;
  /** The new ones alone, also after a power cut. Called at each start as well. */
  settle(wish: BoxNetwork): Promise<Result<void>>;
  /** As it was before the trial. */
  putBack(former: Former): Promise<Result<void>>;
}

export interface NetworkAbilities {
  readonly dhcp: boolean;
  readonly vlan: boolean;
  readonly nameServers: boolean;
}

/** What stood before a trial. */
export interface Former {
  readonly now: NetworkNow;
  /** Null: as the box was installed. */
  readonly asked: BoxNetwork | null;
}

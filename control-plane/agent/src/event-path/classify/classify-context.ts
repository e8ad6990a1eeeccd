import type { HomeNetworks } from '../../platform/home-networks.ts';

/** What a classifier may ask: nothing here touches disk or network. */
export interface ClassifyContext {
  readonly home: HomeNetworks;
  readonly countryOf: (ip: string) => string | null;
  /** The device that has or last had this address. */
  readonly deviceOf: (ip: string) => { readonly mac: string; readonly name: string | null } | null;
  /** The address list in force that names this address; for attempts found in the ledger. */
  readonly listOf: (ip: string) => string | null;
  readonly nameOf: (mac: string) => string | null;
  readonly clockSynced: () => boolean;
}

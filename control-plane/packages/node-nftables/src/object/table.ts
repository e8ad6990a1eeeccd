export type Family = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

/** One owner per table: whoever writes a table writes all of it, and lists nobody else's. */
export interface TableRef {
  readonly family: Family;
  readonly table: string;
}

export interface TableObject {
  readonly table: { readonly family: Family; readonly name: string; readonly handle?: number };
}

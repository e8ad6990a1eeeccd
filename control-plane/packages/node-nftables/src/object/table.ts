export type Family = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

/** One owner per table: whoever writes a table writes all of it, and lists nobody else's. */
export interface TableRef {
  readonly family: Family;
  readonly table: string;
}

export interface TableObject {
  readonly table: {
    readonly family: Family;
    readonly name: string;
    readonly handle?: number;
    /** A dormant table holds its rules and runs none of them. */
    readonly flags?: 'dormant' | readonly 'dormant'[];
    readonly comment?: string;
  };
}

/** Where an object of a table stands, and how it is called. */
export interface ObjectPlace {
  readonly family: Family;
  readonly table: string;
  readonly name: string;
  readonly handle?: number;
  readonly comment?: string;
}

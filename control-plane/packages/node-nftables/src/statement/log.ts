/** To an NFLOG group (read by openNflog), never to the kernel's own log. Prefix ≤ 127 bytes, snaplen in bytes. */
export interface LogStatement {
  readonly log: {
    readonly group?: number;
    readonly prefix?: string;
    readonly snaplen?: number;
    readonly 'queue-threshold'?: number;
    /** Only in listings of rules by others: the kernel's log. */
    readonly level?: string;
    readonly flags?: string | readonly string[];
  } | null;
}

export interface LogOptions {
  readonly group: number;
  readonly prefix?: string;
  readonly snaplen?: number;
  readonly queueThreshold?: number;
}

export function log(options: LogOptions): LogStatement {
  const { group, prefix, snaplen, queueThreshold } = options;
  return {
    log: {
      group,
      ...(prefix === undefined ? {} : { prefix }),
      ...(snaplen === undefined ? {} : { snaplen }),
      ...(queueThreshold === undefined ? {} : { 'queue-threshold': queueThreshold }),
    },
  };
}

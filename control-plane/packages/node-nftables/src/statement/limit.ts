import type { ObjectMap } from './object-map.ts';

/** Token bucket: the rule goes on while the rate holds; with `inv` only above it. A string names a limit object. */
export interface LimitStatement {
  readonly limit: string | ObjectMap | TokenBucket;
}

export interface TokenBucket {
  readonly rate: number;
  readonly per: LimitPeriod;
  readonly burst?: number;
  readonly inv?: boolean;
  readonly rate_unit?: LimitUnit;
  readonly burst_unit?: LimitUnit;
}

export type LimitPeriod = 'second' | 'minute' | 'hour' | 'day' | 'week';
export type LimitUnit = 'packets' | 'bytes' | 'kbytes' | 'mbytes';

/** Burst in packets; nft's own default (and ours in comparisons) is 5. */
export function limit(
  rate: number,
  per: LimitPeriod,
  options: { burst?: number; over?: boolean } = {},
): LimitStatement {
  return {
    limit: {
      rate,
      per,
      ...(options.burst === undefined ? {} : { burst: options.burst }),
      ...(options.over === true ? { inv: true } : {}),
    },
  };
}

export function namedLimit(name: string): LimitStatement {
  return { limit: name };
}

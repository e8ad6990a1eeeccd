import type { TokenBucket } from '../statement/limit.ts';
import type { ObjectPlace } from './table.ts';

export interface LimitObject {
  readonly limit: NamedLimit;
}

/** One token bucket for all rules that share it. */
export type NamedLimit = ObjectPlace & TokenBucket;

import type { DataType } from '../datatype/datatype.ts';

/** What a register holds after loading. */
export interface Loaded {
  readonly types: readonly DataType[];
  /** Without padding. */
  readonly bytes: number;
  readonly order: 'big' | 'host';
  /** A field narrower than its bytes: already masked, values have to be shifted to its place. */
  readonly shift?: number;
  /** Of the load itself, for prefixes that need fewer bytes. */
  readonly payloadIndex?: number;
}

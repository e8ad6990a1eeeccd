import type { NftDocument, NftListing } from './document.ts';
import type { Result } from './nft-error.ts';
import type { NftEvent } from './nft-event.ts';
import type { KeyType, SetRef } from './object/set.ts';
import type { TableRef } from './object/table.ts';
import type { PreparedElements } from './prepare-elements.ts';

/** What the kernel says a set is. Read before elements are written, so that wrong ones are refused with their name. */
export interface SetShape {
  readonly types: readonly KeyType[];
  readonly intervals: boolean;
  readonly timeouts: boolean;
}

export type ListContents = 'none' | 'all' | readonly string[];

export type ElementChange = 'add' | 'delete' | 'replace';

/**
 * The seam between the package's surface and whatever reaches the kernel: netlink, and in tests the nft
 * program as oracle and the fake in memory. Inputs are already checked. Every method is one atomic act and never throws for
 * what the kernel may answer.
 */
export interface NftDoor {
  apply(document: NftDocument, mode: 'run' | 'check'): Promise<Result<undefined>>;
  describeSet(ref: SetRef): Promise<Result<SetShape>>;
  changeElements(ref: SetRef, change: ElementChange, elements: PreparedElements): Promise<Result<undefined>>;
  list(ref: TableRef, contents: ListContents): Promise<Result<NftListing>>;
  /** News of the ruleset, where there is any: not of the program. */
  monitor?(): Result<AsyncIterableIterator<NftEvent>>;
  close(): Promise<void>;
}

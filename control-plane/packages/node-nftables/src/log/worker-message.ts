import type { GroupSettings } from './bind-message.ts';
import type { NflogError } from './nflog-error.ts';
import type { PacketBatch } from './packet-record.ts';

export interface WorkerInput extends GroupSettings {
  readonly groups: readonly number[];
  readonly bufferBytes: number;
  /** eventfd of the main thread: readable means stop. */
  readonly wakeFd: number;
  /** Int32Array of SHARED, read by both threads. */
  readonly shared: SharedArrayBuffer;
}

export const SHARED = {
  /** Batches posted and not yet taken. The worker rests at MOST_BATCHES, and the kernel's buffer fills instead. */
  inFlight: 0,
  /** Times the kernel said that it had to drop (ENOBUFS). */
  overruns: 1,
  malformed: 2,
} as const;
export const SHARED_BYTES = 12;

export const MOST_BATCHES = 16;
export const BATCH_BYTES = 131_072;

export type WorkerOutput =
  | { readonly kind: 'ready'; readonly bufferBytes: number }
  | { readonly kind: 'failed'; readonly error: NflogError }
  | PacketBatch;

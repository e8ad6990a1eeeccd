import type { CodedError } from '@omamori/contract/result';
import type { InspectorCounts, InspectorPolicy } from './inspector.ts';
import type { FileVerdict } from './verdict.ts';

/** To the thread that reads files: once, at its start. */
export interface WorkerStart {
  readonly queue: number;
  readonly clamdSocket: string | null;
  readonly lateMs: number;
  readonly policy: InspectorPolicy;
}
export type ToWorker =
  | { readonly kind: 'policy'; readonly policy: InspectorPolicy }
  /** All of it, anew: SHA-256 in hex and what the malware is called. */
  | { readonly kind: 'hashes'; readonly hashes: ReadonlyMap<string, string> }
  | { readonly kind: 'stop' };

/** What it has done since it started. */
export interface WorkerReport extends InspectorCounts {
  readonly bytesHeld: number;
  readonly packets: number;
}
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: Pick<CodedError, 'code' | 'message'> }
  | { readonly kind: 'verdict'; readonly verdict: FileVerdict }
  | { readonly kind: 'report'; readonly report: WorkerReport };

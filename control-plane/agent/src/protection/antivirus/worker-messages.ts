import type { CodedError } from '@omamori/contract/result';
import type { MailRules } from '../mail-policy/mail-policy.ts';
import type { InspectorCounts, InspectorPolicy } from './inspector.ts';
import type { MailTold } from './message-sink.ts';
import type { HashDifference } from './scan/known-files.ts';
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
  | { readonly kind: 'hashes'; readonly difference: HashDifference }
  | { readonly kind: 'mail'; readonly rules: MailRules }
  | { readonly kind: 'stop' };

/** What it has done since it started. */
export interface WorkerReport extends InspectorCounts {
  readonly bytesHeld: number;
  readonly packets: number;
  readonly knownHashes: number;
}
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: Pick<CodedError, 'code' | 'message'> }
  | { readonly kind: 'learned'; readonly sha256: string; readonly name: string }
  | { readonly kind: 'mail'; readonly told: MailTold }
  | { readonly kind: 'verdict'; readonly verdict: FileVerdict }
  | { readonly kind: 'report'; readonly report: WorkerReport };

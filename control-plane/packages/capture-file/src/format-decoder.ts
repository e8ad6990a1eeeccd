import type { ByteQueue } from './byte-queue.ts';
import type { CaptureError } from './capture-error.ts';
import type { CapturePacket } from './packet.ts';

/** What one step did: used bytes (perhaps giving a packet), found too few of them, or met damage and ends there. */
export type Step =
  | { readonly kind: 'used'; readonly packet?: CapturePacket }
  | { readonly kind: 'more' }
  | { readonly kind: 'bad'; readonly error: CaptureError };

/** Decodes one record a step. Every 'used' step takes at least one byte from the queue, so decoding always ends. */
export interface FormatDecoder {
  readonly format: 'pcap' | 'pcap-ns' | 'pcap-modified' | 'pcapng';
  step(queue: ByteQueue): Step;
  /** Nothing of an unfinished record is left over. */
  readonly atRecordEnd: boolean;
}

export const NEED_MORE: Step = { kind: 'more' };

export function bad(code: CaptureError['code'], message: string): Step {
  return { kind: 'bad', error: { code, message } };
}

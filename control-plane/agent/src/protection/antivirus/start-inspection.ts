// Joins the kernel's queue and the inspector; runs in a thread of its own (antivirus-worker.ts), so that reading files
// never holds up the rest of the agent.

import { type CodedError, ok, type Result } from '@omamori/contract/result';
import { type Nfqueue, openNfqueue, type QueueVerdict } from 'node-nftables';
import { MARK_FILE_CUT, MARK_FILE_READ } from '../../data-plane/ruleset/file-reading-names.ts';
import type { Decision } from './flow.ts';
import { Inspector, type InspectorDeps } from './inspector.ts';
import { asReset, checksumHolds, readSegment, type TcpSegment } from './tcp-packet.ts';

export interface InspectionOptions extends Omit<InspectorDeps, 'decide'> {
  readonly queue: number;
  readonly onFailure: (error: Pick<CodedError, 'code' | 'message'>) => void;
}

export interface Inspection {
  readonly inspector: Inspector;
  packets(): number;
  close(): Promise<void>;
}

interface Waiting {
  readonly mark: number;
  readonly bytes: Uint8Array;
  readonly segment: TcpSegment | null;
}
const UPKEEP_MS = 60_000;
const MOST_WAITING = 8192;

/** Errors: those of openNfqueue. */
export async function startInspection(options: InspectionOptions): Promise<Result<Inspection>> {
  const waiting = new Map<number, Waiting>();
  let queue: Nfqueue | null = null;
  const decide = (id: number, decision: Decision): void => {
    const packet = waiting.get(id);
    waiting.delete(id);
    if (packet !== undefined) queue?.decide(id, verdictOf(decision, packet));
  };
  const inspector = new Inspector({ ...options, decide });
  const opened = await openNfqueue({
    queue: options.queue,
    maxLength: MOST_WAITING,
    failOpen: true,
    mayHold: true,
    onPacket: ({ id, mark, payload }) => {
      const packet = { mark, bytes: payload, segment: readSegment(payload) };
      if (packet.segment === null) return verdictOf('unread', packet);
      if (!checksumHolds(payload, packet.segment)) return 'drop'; // its receiver would, and would take another one
      waiting.set(id, packet); // it may be decided while it is being read
      const decision = inspector.take(id, packet.segment);
      if (decision === 'hold') return 'hold';
      waiting.delete(id);
      return verdictOf(decision, packet);
    },
    onFailure: options.onFailure,
  });
  if (!opened.ok) return { ok: false, error: { code: opened.error.code, message: opened.error.message } };
  queue = opened.value;
  const upkeep = setInterval(() => inspector.forgetQuiet(), UPKEEP_MS);
  upkeep.unref();
  return ok({
    inspector,
    packets: () => opened.value.stats.packets,
    close: async () => {
      clearInterval(upkeep);
      inspector.close();
      await opened.value.close();
    },
  });
}

/**
 * `cut`: the receiver gets a reset in place of the data, and every later packet of the connection is answered with one
 * by the kernel (MARK_FILE_CUT), so that both ends give up at once instead of waiting.
 */
function verdictOf(decision: Decision, { mark, bytes, segment }: Waiting): QueueVerdict {
  if (decision === 'pass') return { verdict: 'accept', mark: mark | MARK_FILE_READ };
  if (decision === 'unread') return { verdict: 'accept', mark };
  if (decision === 'drop') return 'drop';
  if (segment !== null && segment.data.length > 0) {
    return { verdict: 'accept', mark: mark | MARK_FILE_READ, payload: asReset(bytes, segment) };
  }
  return { verdict: 'accept', mark: mark | MARK_FILE_READ | MARK_FILE_CUT };
}

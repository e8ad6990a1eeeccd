import { NLM_F_REQUEST } from '../netlink/message-numbers.ts';
import { MessageWriter } from '../netlink/message-writer.ts';
import type { NetlinkSocket } from '../netlink/socket.ts';
import * as protocol from './nfqueue-protocol.ts';
import type { QueueVerdict } from './open-nfqueue.ts';

const NUMBERS = { accept: protocol.NF_ACCEPT, drop: protocol.NF_DROP, repeat: protocol.NF_REPEAT } as const;

/**
 * Packets are decided in the order of their numbers: a run of equal verdicts is one message up to the last of them, and
 * means every packet that waits up to there. With `singly` each has a message of its own, so that others can wait.
 */
export class VerdictSender {
  readonly #socket: NetlinkSocket;
  readonly #queue: number;
  readonly #singly: boolean;
  readonly #writer = new MessageWriter(256);
  #verdict = -1;
  #mark: number | undefined;
  #payload: Uint8Array | undefined;
  #lastId = 0;
  #count = 0;
  sent = 0;

  constructor(socket: NetlinkSocket, queue: number, singly = false) {
    this.#socket = socket;
    this.#queue = queue;
    this.#singly = singly;
  }

  add(id: number, decision: QueueVerdict): void {
    const verdict = NUMBERS[typeof decision === 'string' ? decision : decision.verdict];
    const { mark, payload } = typeof decision === 'string' ? { mark: undefined, payload: undefined } : decision;
    const alone = this.#singly || payload !== undefined;
    if (this.#count > 0 && (alone || verdict !== this.#verdict || mark !== this.#mark)) this.flush();
    this.#verdict = verdict;
    this.#mark = mark;
    this.#payload = payload;
    this.#lastId = id;
    this.#count += 1;
    if (alone) this.flush();
  }

  flush(): void {
    if (this.#count === 0) return;
    const type = this.#count > 1 ? protocol.VERDICT_BATCH_MESSAGE : protocol.VERDICT_MESSAGE;
    const writer = this.#writer;
    writer.length = 0;
    writer.begin(type, NLM_F_REQUEST, 0, 0, this.#queue);
    const header = new Uint8Array(8);
    const view = new DataView(header.buffer);
    view.setUint32(0, this.#verdict, false);
    view.setUint32(4, this.#lastId, false);
    writer.value(protocol.NFQA_VERDICT_HDR, header);
    if (this.#mark !== undefined) writer.u32(protocol.NFQA_MARK, this.#mark);
    if (this.#payload !== undefined) writer.value(protocol.NFQA_PAYLOAD, this.#payload);
    writer.end();
    this.#socket.send(writer.bytes.subarray(0, writer.length));
    this.sent += 1;
    this.#count = 0;
  }
}

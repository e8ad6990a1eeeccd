// One TCP connection that carries files: packets in, verdicts out. The order of things for every packet:
//   put in order → read by the protocol's conversation → held → released when nothing of it waits for a judgement
import { CLIENT, type Conversation, type FileSink, SERVER, type Side } from './conversation.ts';
import { type ByteBudget, type FileFacts, type FileLimits, FileObject } from './file-object.ts';
import { HeldPackets } from './held-packets.ts';
import { PacketOrder } from './packet-order.ts';
import { CONTINUED } from './protocols/imap.ts';
import type { SentBudget } from './sent-bytes.ts';
import { after, type TcpSegment } from './tcp-packet.ts';
import type { Judge, Judgement } from './verdict.ts';

export type Decision = 'pass' | 'unread' | 'drop' | 'cut';
export interface FlowDeps {
  readonly conversationOf: (sink: FileSink) => Conversation;
  readonly judge: Judge;
  readonly limits: FileLimits;
  readonly budget: ByteBudget;
  readonly sent: SentBudget;
  /** Verdict of a packet that was held. */
  readonly decide: (id: number, decision: Decision) => void;
  /** True: the connection must not go on. */
  readonly onVirus: (file: FileObject, found: Extract<Judgement, { kind: 'virus' }>, side: Side) => boolean;
  /** True: what nobody could judge must not go on. */
  readonly onUnknown: (file: FileObject, why: Extract<Judgement, { kind: 'unknown' }>['why']) => boolean;
  readonly onBlind: (reason: string) => void;
  /** A whole file that no virus was found in; true: the policy keeps it back all the same. */
  readonly onWhole?: (file: FileObject, side: Side) => boolean;
  /** Another connection will carry a file; resolves when it will be seen. */
  readonly expect: (side: Side, port: number) => Promise<void>;
}

/** The newest bytes of a file without known end are looked at when nothing more came for so long, ms. */
const IDLE_MS = 150;

class Half {
  readonly order: PacketOrder;
  readonly held = new HeldPackets();
  file: FileObject | null = null;
  openEnd = false;
  /** The file that ended last, in case the next one goes on with it. */
  last: FileObject | null = null;
  idle: NodeJS.Timeout | null = null;
  /** Bytes of the open file that were judged in between. */
  judgedBytes = 0;
  lastJudgeMs = 0;
  finished = false;

  constructor(sent: SentBudget) {
    this.order = new PacketOrder(sent);
  }
}

export class Flow {
  readonly #deps: FlowDeps;
  readonly #halves: readonly [Half, Half];
  readonly #conversation: Conversation;
  #state: 'reading' | 'blind' | 'cut' | 'ended' = 'reading';
  #wasReset = false;
  seenMs = 0;

  constructor(deps: FlowDeps) {
    this.#deps = deps;
    this.#halves = [new Half(deps.sent), new Half(deps.sent)];
    this.#conversation = deps.conversationOf(this.#sink());
  }

  /** Nothing of it can come any more: both ends are through, or it was ended; its two ends may begin anew. */
  get isOver(): boolean {
    if (this.#state === 'cut' || this.#state === 'ended') return true;
    return this.#halves.every(({ finished, held }) => finished && held.size === 0);
  }
  /** Perhaps over: somebody sent a reset that the other end may not have believed. */
  get wasReset(): boolean {
    return this.#wasReset;
  }
  /** Neither end has said a byte of its stream. */
  get isNew(): boolean {
    return !this.#halves[SERVER].order.begun;
  }

  /** Verdict for this packet, or `hold`: it comes later through `decide`. */
  take(id: number, side: Side, segment: TcpSegment): Decision | 'hold' {
    if (this.#state === 'cut' || this.#state === 'ended') return segment.rst ? 'pass' : 'cut';
    if (this.#state === 'blind') return 'unread';
    if (segment.rst) return this.#onReset(side, segment);
    if (segment.syn) return this.#onSyn(side, segment);
    // Receivers throw away what acknowledges nothing (RFC 9293 §3.10.7.4): it must not be read in their place.
    if (!segment.ack) return 'drop';
    this.#halves[side === CLIENT ? SERVER : CLIENT].order.acknowledge(segment.acknowledgement);
    return this.#onData(id, side, segment);
  }

  /** A second one would move the counting: only an answer to the client's own counts, and the first one is taken. */
  #onSyn(side: Side, segment: TcpSegment): Decision {
    if (segment.data.length > 0) return 'drop'; // RFC 7413: sent again without data
    const asked = this.#halves[CLIENT].order.next;
    if (side === SERVER && asked !== null && after(segment.acknowledgement, asked) !== 0) return 'drop';
    this.#halves[side].order.begin(segment.sequence + 1);
    return 'pass';
  }

  /**
   * RFC 5961 §3: a receiver believes a reset only at the very byte it expects. Any other one changes nothing here, so
   * that nobody can end the reading and go on talking; what is held stays until it is judged.
   */
  #onReset(side: Side, segment: TcpSegment): Decision {
    const { held, order } = this.#halves[side];
    this.#wasReset = true;
    const expected = held.firstSequence ?? order.next;
    if (expected !== null && after(segment.sequence, expected) === 0) this.end();
    return 'pass';
  }

  #onData(id: number, side: Side, segment: TcpSegment): Decision | 'hold' {
    const half = this.#halves[side];
    if (segment.data.length === 0 && !segment.fin) return 'pass';
    if (!half.order.begun) return 'unread';
    const arrival = half.order.arrive({ id, sequence: segment.sequence, data: segment.data, fin: segment.fin });
    // A copy of what is held would let it go by: the held one is the one that goes.
    if (arrival.kind === 'old') return half.held.size > 0 ? 'drop' : 'pass';
    if (arrival.kind === 'refused') return 'drop';
    if (arrival.kind === 'early') return 'hold';
    for (const refused of arrival.refused) this.#deps.decide(refused, 'drop');
    for (const packet of arrival.packets) {
      if (this.#state !== 'reading') {
        this.#deps.decide(packet.id, this.#state === 'cut' ? 'cut' : 'unread');
        continue;
      }
      half.held.push(packet.id, packet.sequence);
      if (packet.data.length > 0) this.#conversation.read(side, packet.data);
      if (!packet.fin || this.#state !== 'reading') continue;
      half.finished = true;
      this.#conversation.finish(side);
    }
    this.#release(side);
    return 'hold';
  }

  /** The connection was given up: what is held goes nowhere, what still comes is answered with a reset. */
  end(): void {
    if (this.#state === 'reading') this.#state = 'ended';
    this.close('drop');
  }

  /** Lets go what is held: the connection ended or is forgotten. */
  close(decision: Decision = 'pass'): void {
    for (const side of [CLIENT, SERVER] as const) {
      const half = this.#halves[side];
      if (half.idle !== null) clearTimeout(half.idle);
      half.idle = null;
      half.file?.release();
      half.last?.release();
      half.file = null;
      half.last = null;
      for (const id of [...half.held.drain(), ...half.order.drain()]) this.#deps.decide(id, decision);
    }
  }

  #sink(): FileSink {
    return {
      begin: (side, facts, openEnd) => this.#begin(side, facts, openEnd),
      data: (side, bytes) => this.#halves[side].file?.add(bytes),
      end: (side) => this.#end(side),
      blind: (reason) => this.#goBlind(reason),
      expect: (side, port) => this.#expect(side, port),
    };
  }

  #begin(side: Side, facts: FileFacts, openEnd: boolean): void {
    const half = this.#halves[side];
    const goesOn = facts.name === CONTINUED && half.last !== null;
    if (!goesOn) half.last?.release();
    half.file = goesOn ? half.last : new FileObject(facts, this.#deps.limits, this.#deps.budget);
    half.last = null;
    half.openEnd = openEnd;
    half.judgedBytes = 0;
  }

  #end(side: Side): void {
    const half = this.#halves[side];
    const { file } = half;
    if (file === null) return;
    half.file = null;
    half.openEnd = false;
    if (file.bytes === 0) {
      file.release();
      return;
    }
    // Only one that may go on in pieces is kept (IMAP); the judge has its own reference to the bytes.
    const keep = file.facts.protocol === 'imap';
    if (keep) half.last = file;
    void this.#judge(side, file, false).then(() => {
      if (!keep) file.release();
    });
  }

  async #judge(side: Side, file: FileObject, partial: boolean): Promise<void> {
    const half = this.#halves[side];
    half.held.beginJudging();
    const began = performance.now();
    const judgement = await this.#deps.judge(file, partial);
    half.lastJudgeMs = performance.now() - began;
    half.held.endJudging();
    if (this.#state !== 'reading') return;
    const mustStop =
      (judgement.kind === 'virus' && this.#deps.onVirus(file, judgement, side)) ||
      (judgement.kind === 'unknown' && !partial && this.#deps.onUnknown(file, judgement.why)) ||
      (judgement.kind !== 'virus' && !partial && (this.#deps.onWhole?.(file, side) ?? false));
    if (mustStop) this.#cut();
    else this.#release(side, partial);
  }

  /** `judgedTail`: what is kept back has just been judged. */
  #release(side: Side, judgedTail = false): void {
    const half = this.#halves[side];
    if (half.idle !== null) clearTimeout(half.idle);
    half.idle = null;
    const keepsTail = half.file !== null && half.openEnd && !(judgedTail && half.judgedBytes === half.file.bytes);
    for (const id of half.held.release(keepsTail)) this.#deps.decide(id, 'pass');
    if (half.held.size === 0 || half.held.isJudging || !keepsTail) return;
    half.idle = setTimeout(() => this.#judgeTail(side), Math.max(IDLE_MS, 2 * half.lastJudgeMs));
    half.idle.unref();
  }

  #judgeTail(side: Side): void {
    const half = this.#halves[side];
    half.idle = null;
    if (half.file === null || this.#state !== 'reading') {
      this.#release(side);
      return;
    }
    half.judgedBytes = half.file.bytes;
    void this.#judge(side, half.file, true);
  }

  #cut(): void {
    this.#state = 'cut';
    this.close('cut');
  }

  #goBlind(reason: string): void {
    if (this.#state !== 'reading') return;
    this.#state = 'blind';
    this.#deps.onBlind(reason);
    this.close('unread');
  }

  #expect(side: Side, port: number): void {
    const { held } = this.#halves[side];
    held.beginJudging();
    void this.#deps.expect(side, port).then(() => {
      held.endJudging();
      if (this.#state === 'reading') this.#release(side);
    });
  }
}

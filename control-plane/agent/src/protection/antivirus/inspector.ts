// All connections that carry files, by their two ends. Bounded: the one that was quiet longest makes room.
import { CLIENT, type Conversation, type FileSink, SERVER, type Side } from './conversation.ts';
import type { ByteBudget, FileLimits, FileObject } from './file-object.ts';
import { type Decision, Flow } from './flow.ts';
import { takeApart } from './mail/take-apart.ts';
import type { MailMessage, MailTold, MessageSink } from './message-sink.ts';
import { FtpControl, FtpData } from './protocols/ftp.ts';
import { HttpConversation } from './protocols/http.ts';
import { ImapConversation } from './protocols/imap.ts';
import { readMailHead } from './protocols/mail-facts.ts';
import { Pop3Conversation } from './protocols/pop3.ts';
import { SmtpConversation } from './protocols/smtp.ts';
import type { SentBudget } from './sent-bytes.ts';
import type { TcpSegment } from './tcp-packet.ts';
import type { FileVerdict, Judge, UnknownReason } from './verdict.ts';

export interface InspectorPolicy {
  /** detect: everything goes on, what is found is told. */
  readonly mode: 'detect' | 'block';
  /** A file that nobody could judge in time: goes on (open) or not (closed). */
  readonly late: 'open' | 'closed';
}

export interface InspectorDeps {
  readonly policy: () => InspectorPolicy;
  readonly judge: Judge;
  readonly limits: FileLimits;
  readonly nowMs: () => number;
  readonly decide: (id: number, decision: Decision) => void;
  readonly onVerdict: (verdict: FileVerdict) => void;
  readonly expect: (end: { readonly family: 4 | 6; readonly ip: Uint8Array; readonly port: number }) => Promise<void>;
  readonly textOf: (family: 4 | 6, address: Uint8Array) => string;
  /** The mail policy, while it is switched on; see message-sink.ts. */
  readonly messages?: MessageSink;
  readonly onMail?: (told: MailTold) => void;
}

export interface InspectorCounts {
  files: number;
  viruses: number;
  /** Files that nobody could judge, by reason. */
  unknown: Record<UnknownReason, number>;
  /** Connections that could not be read along, by reason. */
  blind: Record<string, number>;
  flows: number;
}

const MOST_FLOWS = 4096;
const FORGET_MS = 3_600_000;
const REST_MS = 120_000;
const CONVERSATIONS: Readonly<Record<number, (sink: FileSink) => Conversation>> = {
  21: (sink) => new FtpControl(sink),
  25: (sink) => new SmtpConversation(sink),
  80: (sink) => new HttpConversation(sink),
  110: (sink) => new Pop3Conversation(sink),
  143: (sink) => new ImapConversation(sink),
  587: (sink) => new SmtpConversation(sink),
};
/** TCP ports of servers whose connections are read; FTP's data connections besides. */
export const READ_PORTS: readonly number[] = Object.keys(CONVERSATIONS).map(Number);

interface Known {
  readonly flow: Flow;
  /** The `from` key of the client's packets. */
  readonly clientKey: string;
}

export class Inspector {
  readonly #deps: InspectorDeps;
  readonly #flows = new Map<string, Known>();
  readonly #budget: ByteBudget = { used: 0 };
  readonly #sent: SentBudget = { used: 0 };
  /** Ends that a file is expected at (FTP), with the control connection's last file name. */
  readonly #expected = new Map<string, () => string | null>();
  readonly counts: InspectorCounts = {
    files: 0,
    viruses: 0,
    unknown: { 'no-scanner': 0, 'too-large': 0, late: 0, 'not-decoded': 0 },
    blind: {},
    flows: 0,
  };

  constructor(deps: InspectorDeps) {
    this.#deps = deps;
  }

  get bytesHeld(): number {
    return this.#budget.used;
  }

  take(id: number, segment: TcpSegment): Decision | 'hold' {
    const known = this.#find(segment);
    if (known === null) return 'unread';
    known.flow.seenMs = this.#deps.nowMs();
    const side = segment.from === known.clientKey ? CLIENT : SERVER;
    return known.flow.take(id, side, segment);
  }

  /** Once in a while: what was quiet for an hour is let go; what is over, or was quiet since a reset, sooner. */
  forgetQuiet(): void {
    const now = this.#deps.nowMs();
    for (const [key, { flow }] of this.#flows) {
      if (flow.seenMs < now - FORGET_MS || (flow.isOver && flow.seenMs < now - REST_MS)) this.#drop(key);
      // It keeps its place without its memory: whoever goes on behind a reset that nobody believed is cut.
      else if (flow.wasReset && flow.seenMs < now - REST_MS) flow.end();
    }
  }

  close(): void {
    for (const key of [...this.#flows.keys()]) this.#drop(key);
  }

  #drop(key: string): void {
    this.#flows.get(key)?.flow.close('unread');
    this.#flows.delete(key);
  }

  #find(segment: TcpSegment): Known | null {
    const key = keyOf(segment);
    const known = this.#flows.get(key);
    const opens = segment.syn && !segment.ack;
    // A SYN into a connection that stands is ignored by its ends (RFC 5961 §4), and so here.
    if (known !== undefined && (!opens || !(known.flow.isOver || known.flow.isNew))) {
      this.#flows.delete(key); // newest last
      this.#flows.set(key, known);
      return known;
    }
    if (!opens) return null; // its beginning was not seen: nobody can tell where a file begins
    if (known !== undefined) this.#drop(key);
    const made = this.#open(segment);
    if (made === null) return null;
    if (this.#flows.size >= MOST_FLOWS) this.#drop(this.#flows.keys().next().value ?? '');
    this.#flows.set(key, made);
    this.counts.flows += 1;
    return made;
  }

  #open(segment: TcpSegment): Known | null {
    const expected = this.#expected.get(segment.to);
    this.#expected.delete(segment.to);
    const named = CONVERSATIONS[segment.destinationPort];
    let control: FtpControl | null = null;
    const make = (sink: FileSink): Conversation => {
      if (expected !== undefined) return new FtpData(sink, expected());
      const conversation = named?.(sink) ?? new FtpData(sink, null);
      if (conversation instanceof FtpControl) control = conversation;
      return conversation;
    };
    if (expected === undefined && named === undefined) return null;
    const { judge, limits, decide } = this.#deps;
    const flow = new Flow({
      conversationOf: make,
      ...{ judge, limits, decide },
      budget: this.#budget,
      sent: this.#sent,
      onVirus: (file, found, side) => this.#onVirus(segment, file, found, side),
      onUnknown: (_file, why) => this.#onUnknown(why),
      onWhole: (file, side) => this.#onWhole(segment, file, side),
      onBlind: (reason) => {
        this.counts.blind[reason] = (this.counts.blind[reason] ?? 0) + 1;
      },
      expect: (side, port) => this.#expect(segment, side, port, () => control?.fileName ?? null),
    });
    return { flow, clientKey: segment.from };
  }

  #expect(segment: TcpSegment, side: Side, port: number, nameOf: () => string | null): Promise<void> {
    const ip = side === CLIENT ? segment.source : segment.destination;
    if (this.#expected.size >= MOST_FLOWS) this.#expected.delete(this.#expected.keys().next().value ?? '');
    this.#expected.set(`${Buffer.from(ip).toString('latin1')}${String.fromCharCode(port)}`, nameOf);
    return this.#deps.expect({ family: segment.family, ip: Uint8Array.from(ip), port });
  }

  #onVirus(
    segment: TcpSegment,
    file: FileObject,
    found: { readonly name: string; readonly by: 'hash' | 'scanner'; readonly sha256: string },
    side: Side,
  ): boolean {
    const blocked = this.#deps.policy().mode === 'block';
    this.counts.files += 1;
    this.counts.viruses += 1;
    this.#deps.onVerdict({
      at: this.#deps.nowMs(),
      blocked,
      virus: found.name,
      by: found.by,
      sha256: found.sha256,
      bytes: file.bytes,
      protocol: file.facts.protocol,
      facts: {
        ...(mailProtocol(file) === null ? {} : readMailHead(file.content())),
        ...(file.facts.name === null ? {} : { file: file.facts.name }),
        ...file.facts.facts,
      },
      ...this.#endsOf(segment),
      fromClient: side === CLIENT,
    });
    return blocked;
  }

  #endsOf({
    family,
    source,
    sourcePort,
    destination,
    destinationPort,
  }: TcpSegment): Pick<MailTold, 'client' | 'server'> {
    const { textOf } = this.#deps;
    return {
      client: { ip: textOf(family, source), port: sourcePort },
      server: { ip: textOf(family, destination), port: destinationPort },
    };
  }

  /** Asks the mail policy; true: the message must not go on. */
  #onWhole(segment: TcpSegment, file: FileObject, side: Side): boolean {
    const { messages, onMail, nowMs } = this.#deps;
    const protocol = mailProtocol(file);
    if (messages === undefined || protocol === null || file.bytes === 0) return false;
    const { envelope } = file.facts;
    const common = {
      protocol,
      fromClient: side === CLIENT,
      ...this.#endsOf(segment),
      envelope: { from: envelope?.from ?? null, to: envelope?.to ?? [] },
    };
    const apart = takeApart(file.content());
    const { verdict, findings } = messages({ ...common, ...apart, complete: apart.complete && !file.tooLarge });
    const blocked = verdict === 'hold';
    if (findings.length > 0) onMail?.({ ...common, at: nowMs(), blocked, bytes: file.bytes, findings });
    return blocked;
  }

  #onUnknown(why: UnknownReason): boolean {
    this.counts.files += 1;
    this.counts.unknown[why] += 1;
    const { mode, late } = this.#deps.policy();
    return mode === 'block' && late === 'closed';
  }
}

function mailProtocol({ facts: { protocol } }: FileObject): MailMessage['protocol'] | null {
  return protocol === 'http' || protocol === 'ftp' ? null : protocol;
}

/** The same for both directions of a connection. */
function keyOf({ from, to }: TcpSegment): string {
  return from < to ? from + to : to + from;
}

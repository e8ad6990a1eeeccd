// POP3 without encryption: RFC 1939, CAPA and pipelining RFC 2449, STLS RFC 2595.
import { CLIENT, type Conversation, type FileSink, looksEncrypted, SERVER, type Side } from '../conversation.ts';
import { LineSplitter } from '../line-splitter.ts';
import { DotEnded } from './dot-ended.ts';
import { mailFacts } from './mail-facts.ts';

/** What the answer to a command is: one line, lines up to a dot, or a message up to a dot. */
type Answer = 'line' | 'lines' | 'message' | 'tls';
const MOST_OPEN_COMMANDS = 1000;

export class Pop3Conversation implements Conversation {
  readonly #sink: FileSink;
  readonly #client = new LineSplitter();
  readonly #server = new LineSplitter();
  readonly #asked: Answer[] = ['line']; // the greeting
  #body: { readonly kind: 'lines' | 'message'; readonly dots: DotEnded } | null = null;

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  read(side: Side, bytes: Uint8Array): void {
    if (looksEncrypted(bytes) && this.#body === null) {
      this.#sink.blind('encrypted');
      return;
    }
    if (side === CLIENT) {
      this.#client.add(bytes);
      for (let line = this.#client.take(); line !== null; line = this.#client.take()) this.#asked.push(answerTo(line));
      if (this.#client.overflow || this.#asked.length > MOST_OPEN_COMMANDS) this.#sink.blind('not-understood');
      return;
    }
    this.#server.add(bytes);
    this.#readServer();
    if (this.#server.overflow) this.#sink.blind('not-understood');
  }

  finish(side: Side): void {
    if (side === SERVER && this.#body?.kind === 'message') this.#sink.end(SERVER);
  }

  #readServer(): void {
    while (!this.#server.isEmpty) {
      if (this.#body !== null) {
        const { kind, dots } = this.#body;
        const bytes = this.#server.rest(Number.MAX_SAFE_INTEGER);
        const used = dots.read(bytes, (part) => void (kind === 'message' && this.#sink.data(SERVER, part)));
        if (used === null) return;
        this.#body = null;
        if (kind === 'message') this.#sink.end(SERVER);
        this.#server.add(bytes.subarray(used));
        continue;
      }
      const line = this.#server.take();
      if (line === null) return;
      this.#onStatus(line);
    }
  }

  #onStatus(line: string): void {
    if (line.startsWith('+ ')) return; // a continuation of AUTH
    const answer = this.#asked.shift() ?? 'line';
    if (!line.startsWith('+OK')) return;
    if (answer === 'tls') {
      this.#sink.blind('encrypted');
      return;
    }
    if (answer === 'line') return;
    this.#body = { kind: answer, dots: new DotEnded() };
    if (answer === 'message') this.#sink.begin(SERVER, mailFacts('pop3', {}), true);
  }
}

function answerTo(line: string): Answer {
  const [verb = '', argument] = line.trim().toUpperCase().split(/\s+/);
  if (verb === 'RETR' || verb === 'TOP') return 'message';
  if (verb === 'CAPA' || ((verb === 'LIST' || verb === 'UIDL') && argument === undefined)) return 'lines';
  return verb === 'STLS' ? 'tls' : 'line';
}

// SMTP without encryption: RFC 5321, CHUNKING RFC 3030, STARTTLS RFC 3207, PIPELINING RFC 2920.
import { CLIENT, type Conversation, type FileSink, looksEncrypted, type Side } from '../conversation.ts';
import { LineSplitter } from '../line-splitter.ts';
import { DotEnded } from './dot-ended.ts';
import { mailFacts, pathOf } from './mail-facts.ts';

type Mode = 'commands' | 'message' | 'chunk';
/** What a reply answers, in the order of asking. */
type Asked = 'greeting' | 'data' | 'starttls' | 'other';
const MOST_OPEN_COMMANDS = 1000;

export class SmtpConversation implements Conversation {
  readonly #sink: FileSink;
  readonly #client = new LineSplitter();
  readonly #server = new LineSplitter();
  #mode: Mode = 'commands';
  #dots = new DotEnded();
  #chunkLeft = 0;
  #lastChunk = false;
  #open = false;
  readonly #asked: Asked[] = ['greeting'];
  #from = '';
  #to: string[] = [];

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  read(side: Side, bytes: Uint8Array): void {
    if (side === CLIENT) {
      if (this.#mode === 'commands' && this.#client.isEmpty && looksEncrypted(bytes)) {
        this.#sink.blind('encrypted');
        return;
      }
      this.#client.add(bytes);
      this.#readClient();
      if (this.#client.overflow) this.#sink.blind('not-understood');
      return;
    }
    this.#server.add(bytes);
    for (let line = this.#server.take(); line !== null; line = this.#server.take()) this.#onReply(line);
  }

  finish(side: Side): void {
    if (side === CLIENT && this.#open) this.#endMessage();
  }

  /**
   * A message begins with its DATA, not with the server's 354: whoever sends on without waiting is read as well, and a
   * server that refuses DATA takes the mode back.
   */
  #onReply(line: string): void {
    if (!/^\d{3}(?: |$)/.test(line)) return;
    const asked = this.#asked.shift();
    if (asked === 'data' && !line.startsWith('354') && this.#open) this.#endMessage();
    else if (asked === 'starttls' && line.startsWith('220')) this.#sink.blind('encrypted');
  }

  #readClient(): void {
    while (!this.#client.isEmpty) {
      if (this.#mode === 'message') {
        const bytes = this.#client.rest(Number.MAX_SAFE_INTEGER);
        const used = this.#dots.read(bytes, (part) => this.#sink.data(CLIENT, part));
        if (used === null) return;
        this.#asked.push('other'); // the message has a reply of its own
        this.#endMessage();
        this.#client.add(bytes.subarray(used));
        continue;
      }
      if (this.#mode === 'chunk') {
        this.#readChunk();
        continue;
      }
      const line = this.#client.take();
      if (line === null) return;
      this.#onCommand(line);
    }
  }

  #onCommand(line: string): void {
    const verb = line.slice(0, 9).toUpperCase();
    const isData = verb === 'DATA' || verb.startsWith('DATA ');
    this.#asked.push(isData ? 'data' : verb.startsWith('STARTTLS') ? 'starttls' : 'other');
    if (this.#asked.length > MOST_OPEN_COMMANDS) this.#sink.blind('not-understood');
    if (verb.startsWith('MAIL FROM')) [this.#from, this.#to] = [pathOf(line), []];
    else if (verb.startsWith('RCPT TO') && this.#to.length < 16) this.#to.push(pathOf(line));
    else if (isData) {
      this.#mode = 'message';
      this.#begin();
    } else if (verb.startsWith('BDAT ')) this.#beginChunk(line);
    else if (verb.startsWith('RSET') && this.#open) this.#endMessage();
  }

  #beginChunk(line: string): void {
    const [, size = '', last] = /^BDAT (\d{1,10})( LAST)?\s*$/i.exec(line) ?? [];
    if (size === '') return;
    if (!this.#open) this.#begin();
    [this.#chunkLeft, this.#lastChunk, this.#mode] = [Number(size), last !== undefined, 'chunk'];
    if (this.#chunkLeft === 0) this.#endChunk();
  }

  #readChunk(): void {
    const bytes = this.#client.rest(this.#chunkLeft);
    this.#sink.data(CLIENT, bytes);
    this.#chunkLeft -= bytes.length;
    if (this.#chunkLeft === 0) this.#endChunk();
  }

  #endChunk(): void {
    this.#mode = 'commands';
    if (this.#lastChunk) this.#endMessage();
  }

  #begin(): void {
    this.#open = true;
    this.#dots = new DotEnded();
    this.#sink.begin(CLIENT, mailFacts('smtp', { from: this.#from, to: this.#to }), false);
  }

  #endMessage(): void {
    this.#open = false;
    this.#mode = 'commands';
    this.#sink.end(CLIENT);
  }
}

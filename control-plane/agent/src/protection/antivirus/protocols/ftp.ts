// FTP without encryption: RFC 959, EPSV and EPRT RFC 2428, AUTH TLS RFC 4217. The file has a connection of its own.
import {
  CLIENT,
  type Conversation,
  type FileSink,
  factText,
  looksEncrypted,
  SERVER,
  type Side,
} from '../conversation.ts';
import { LineSplitter } from '../line-splitter.ts';

/** Told to the flow of the data connection when it comes. */
export interface FtpFile {
  readonly name: string | null;
}

export class FtpControl implements Conversation {
  readonly #sink: FileSink;
  readonly #halves = [new LineSplitter(), new LineSplitter()] as const;
  #authAsked = false;
  /** Name of the file last asked for. */
  fileName: string | null = null;

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  read(side: Side, bytes: Uint8Array): void {
    if (looksEncrypted(bytes)) {
      this.#sink.blind('encrypted');
      return;
    }
    const lines = this.#halves[side];
    lines.add(bytes);
    for (let line = lines.take(); line !== null; line = lines.take()) {
      if (side === CLIENT) this.#onCommand(line);
      else this.#onReply(line);
    }
    if (lines.overflow) this.#sink.blind('not-understood');
  }

  finish(): void {
    this.fileName = null;
  }

  #onCommand(line: string): void {
    const [verb = '', ...rest] = line.split(' ');
    const argument = rest.join(' ');
    const command = verb.toUpperCase();
    if (/^(RETR|STOR|STOU|APPE)$/.test(command)) this.fileName = factText(argument);
    else if (command === 'PORT') this.#expect(CLIENT, portOfSix(argument));
    else if (command === 'EPRT') this.#expect(CLIENT, Number(argument.split(argument[0] ?? '|')[3] ?? 0));
    else if (command === 'AUTH') this.#authAsked = true;
  }

  #onReply(line: string): void {
    if (this.#authAsked && /^\d{3} /.test(line)) {
      this.#authAsked = false;
      if (line.startsWith('234')) {
        this.#sink.blind('encrypted');
        return;
      }
    }
    if (line.startsWith('227 ')) this.#expect(SERVER, portOfSix(line.slice(4)));
    else if (line.startsWith('229 ')) this.#expect(SERVER, Number(/\(.{3}(\d+).\)/.exec(line)?.[1] ?? 0));
  }

  #expect(side: Side, port: number): void {
    if (Number.isInteger(port) && port > 0 && port <= 65_535) this.#sink.expect(side, port);
  }
}

/** The address in it is not taken: routers rewrite it, and the connection's own end is known. */
function portOfSix(text: string): number {
  const numbers = /(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/.exec(text)?.slice(5, 7).map(Number) ?? [];
  return ((numbers[0] ?? 0) << 8) | (numbers[1] ?? 0);
}

/** The data connection: whichever side sends first sends the file, up to the end of its stream. */
export class FtpData implements Conversation {
  readonly #sink: FileSink;
  readonly #name: string | null;
  readonly #open: [boolean, boolean] = [false, false];

  constructor(sink: FileSink, name: string | null) {
    this.#sink = sink;
    this.#name = name;
  }

  read(side: Side, bytes: Uint8Array): void {
    if (!this.#open[side]) {
      if (looksEncrypted(bytes)) {
        this.#sink.blind('encrypted');
        return;
      }
      this.#sink.begin(side, { protocol: 'ftp', name: this.#name, encoding: null, facts: {} }, true);
      this.#open[side] = true;
    }
    this.#sink.data(side, bytes);
  }

  finish(side: Side): void {
    if (this.#open[side]) this.#sink.end(side);
    this.#open[side] = false;
  }
}

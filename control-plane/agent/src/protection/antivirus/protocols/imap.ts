// IMAP without encryption: RFC 9051, literals §4.3 (also RFC 7888 `{n+}`), STARTTLS, COMPRESS RFC 4978.
import { CLIENT, type Conversation, type FileSink, looksEncrypted, type Side } from '../conversation.ts';
import { LineSplitter } from '../line-splitter.ts';
import { mailFacts } from './mail-facts.ts';

/** Literals below this are names and flags, and no file fits in: the shortest mail with an attachment is larger. */
const SMALLEST_FILE = 64;
const LITERAL = /\{(\d{1,10})\+?\}$/;
const SECTION = /(\d+) FETCH .*?(BODY\[[^\]]*\])(?:<(\d+)>)?/i;

/** One direction: lines and literals in turn. */
class Half {
  readonly lines = new LineSplitter();
  left = 0;
  isFile = false;
  /** `message section` of the file that is open over several partial fetches, and how much of it came. */
  part: { readonly name: string; got: number } | null = null;
}

export class ImapConversation implements Conversation {
  readonly #sink: FileSink;
  readonly #halves: readonly [Half, Half] = [new Half(), new Half()];

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  read(side: Side, bytes: Uint8Array): void {
    const half = this.#halves[side];
    if (half.left === 0 && half.lines.isEmpty && looksEncrypted(bytes)) {
      this.#sink.blind('encrypted');
      return;
    }
    half.lines.add(bytes);
    while (!half.lines.isEmpty) {
      if (half.left > 0) {
        this.#literal(side, half);
        continue;
      }
      const line = half.lines.take();
      if (line === null) break;
      if (side === CLIENT && /^\S+ COMPRESS\b/i.test(line)) {
        this.#sink.blind('compressed');
        return;
      }
      this.#line(side, half, line);
    }
    if (half.lines.overflow) this.#sink.blind('not-understood');
  }

  finish(side: Side): void {
    const half = this.#halves[side];
    if (half.left > 0 && half.isFile) this.#sink.end(side);
  }

  #line(side: Side, half: Half, line: string): void {
    const size = Number(LITERAL.exec(line)?.[1] ?? 0);
    if (size === 0) return;
    half.left = size;
    half.isFile = size >= SMALLEST_FILE;
    if (!half.isFile) return;
    const [, message = '', section = '', offset] = SECTION.exec(line) ?? [];
    const name = `${message} ${section}`;
    const goesOn = half.part?.name === name && Number(offset ?? 0) === half.part.got && half.part.got > 0;
    if (!goesOn) half.part = { name, got: 0 };
    this.#sink.begin(side, { ...mailFacts('imap', {}), ...(goesOn ? { name: CONTINUED } : {}) }, false);
  }

  #literal(side: Side, half: Half): void {
    const bytes = half.lines.rest(half.left);
    half.left -= bytes.length;
    if (!half.isFile) return;
    if (half.part !== null) half.part.got += bytes.length;
    this.#sink.data(side, bytes);
    if (half.left === 0) this.#sink.end(side);
  }
}

/** Name of a file that goes on where the last one of its direction ended: mail programs fetch large parts in pieces. */
export const CONTINUED = '\u0000continued';

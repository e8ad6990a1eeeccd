import type { FileFacts } from './file-object.ts';

/** Who speaks: 0 the client (it began), 1 the server. */
export type Side = 0 | 1;
export const CLIENT: Side = 0;
export const SERVER: Side = 1;

/** What a protocol's reader says while it reads. */
export interface FileSink {
  /** A file begins in this direction; `openEnd`: only the end of the stream ends it, so its newest bytes are kept back. */
  begin(side: Side, facts: FileFacts, openEnd: boolean): void;
  data(side: Side, bytes: Uint8Array): void;
  /** Nothing goes on to the receiver from here until the file is judged. */
  end(side: Side): void;
  /** From here on nobody can read along: encryption, another protocol, or what the reader does not understand. */
  blind(reason: BlindReason): void;
  /** A second connection will carry a file (FTP): to this end, announced by `side`. Held until the kernel knows it. */
  expect(side: Side, port: number): void;
}
export type BlindReason = 'encrypted' | 'compressed' | 'upgraded' | 'not-understood';

/** Reads one connection of a protocol. Never throws: what it does not understand makes it blind, never blocks. */
export interface Conversation {
  read(side: Side, bytes: Uint8Array): void;
  /** The stream of this side has ended. */
  finish(side: Side): void;
}

/** A TLS record's first bytes (RFC 8446 §5.1): handshake, version 3.x. */
export function looksEncrypted(bytes: Uint8Array): boolean {
  return bytes[0] === 0x16 && bytes[1] === 3 && (bytes[2] ?? 9) <= 4;
}

/** Text of strangers for facts: one line, printable, short. */
export function factText(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
}

import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createConnection, isIPv6 } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** One attempt of a host to reach another. `text`: what is said, or for `bulk` how many bytes are asked for. */
export interface Attempt {
  readonly kind: 'tcp' | 'udp' | 'tls' | 'bulk';
  readonly source: string;
  readonly target: string;
  readonly port: number;
  readonly text: string;
}

interface Path {
  open(attempt: Attempt, answered: () => void, refused: () => void): { destroy(): void };
  /** How often the host looks at the clock, 50 ms apart, before it takes silence for an answer. */
  readonly looks: number;
}

const LOOK_MS = 50;
const paths: Record<Attempt['kind'], Path> = {
  tcp: { open: tcp, looks: 30 },
  udp: { open: udp, looks: 30 },
  tls: { open: tls, looks: 30 },
  bulk: { open: bulk, looks: 600 },
};

/**
 * True when the answer came. Patience is counted in looks, not in time: a host that the machine does not let run
 * looks less often, and an answer that waits in its socket is read before the next look.
 */
export function reach(attempt: Attempt): Promise<boolean> {
  const path = paths[attempt.kind];
  return new Promise((resolve) => {
    let looks = 0;
    const end = (answered: boolean): void => {
      clearInterval(timer);
      socket.destroy();
      resolve(answered);
    };
    const timer = setInterval(() => {
      looks += 1;
      if (looks >= path.looks) end(false);
    }, LOOK_MS);
    const socket = path.open(
      attempt,
      () => end(true),
      () => end(false),
    );
  });
}

/** `bulk:<bytes>` in a request asks for that many bytes of a known pattern. */
export function pattern(bytes: number): Buffer {
  return Buffer.alloc(bytes, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
}

/** `hex:` in front of bytes that are no text. */
function bytesOf(text: string): Buffer {
  return text.startsWith('hex:') ? Buffer.from(text.slice(4), 'hex') : Buffer.from(text);
}

function connection({ source, target, port }: Attempt) {
  return createConnection({ host: target, port, localAddress: source });
}

function tcp(attempt: Attempt, answered: () => void, refused: () => void) {
  const socket = connection(attempt);
  socket.on('connect', () => socket.write(bytesOf(attempt.text)));
  return socket.once('data', answered).on('error', refused);
}

/** A whole handshake; whose certificate it is does not matter here. */
function tls(attempt: Attempt, answered: () => void, refused: () => void) {
  const socket = connection(attempt).on('error', refused);
  connectSecurely({ socket, rejectUnauthorized: false }, answered).on('error', refused);
  return socket;
}

function udp({ source, target, port, text }: Attempt, answered: () => void, refused: () => void) {
  const socket = createSocket(isIPv6(target) ? 'udp6' : 'udp4');
  socket.once('message', (_, from) => (from.address === target ? answered() : refused()));
  socket.on('error', refused);
  socket.bind({ address: source }, () => socket.send(bytesOf(text), port, target));
  return { destroy: () => socket.close() };
}

function bulk(attempt: Attempt, answered: () => void, refused: () => void) {
  const socket = connection(attempt);
  const bytes = Number(attempt.text);
  const hash = createHash('sha256');
  socket.on('connect', () => socket.write(`bulk:${bytes}`));
  socket.on('data', (chunk) => hash.update(chunk));
  socket.on('end', () => {
    const expected = createHash('sha256').update(pattern(bytes)).digest('hex');
    if (hash.digest('hex') === expected) answered();
    else refused();
  });
  return socket.on('error', refused);
}

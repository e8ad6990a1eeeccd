// TLS connections of boxes and whose they are: TLS 1.3 alone, a certificate of the center's authority, in force in the
// database when the connection is made. A certificate that ends, by word or by date, takes its connections with it.
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import { boxOf } from '../fleet/enrolment/box-of-socket.ts';

const HANDSHAKE_MS = 10_000;
const LOOK_EVERY_MS = 2_000;

export interface MutualTls {
  readonly authority: string;
  readonly pair: { readonly key: string; readonly cert: string };
  admits(serial: string, appliance: string): Promise<boolean>;
  onEnded(listener: (serials: readonly string[]) => void): void;
  onPair(listener: (pair: { readonly key: string; readonly cert: string }) => void): void;
}

export interface BoxSessions {
  createServer(take: (stream: Duplex) => void): Server;
  applianceOf(stream: object): string | undefined;
  close(): void;
}

interface Session {
  readonly appliance: string;
  readonly serial: string;
  readonly endsMs: number;
}

export function createBoxSessions(tls: MutualTls): BoxSessions {
  const live = new Map<TLSSocket, Session>();
  const cut = (isOver: (session: Session) => boolean): void => {
    for (const [socket, session] of live) if (isOver(session)) socket.destroy();
  };
  tls.onEnded((serials) => {
    const ended = new Set(serials);
    cut(({ serial }) => ended.has(serial));
  });
  const timer = setInterval(() => cut(({ endsMs }) => endsMs <= Date.now()), LOOK_EVERY_MS);
  timer.unref();
  const admit = async (socket: TLSSocket, take: (stream: Duplex) => void): Promise<void> => {
    socket.on('error', () => socket.destroy());
    const box = boxOf(socket);
    if (box === null) return void socket.destroy();
    // Before it is looked up: what ends in between cuts it too.
    live.set(socket, box);
    socket.once('close', () => live.delete(socket));
    const admitted = await tls.admits(box.serial, box.appliance);
    if (!admitted) socket.destroy();
    if (!socket.destroyed) take(socket);
  };
  return {
    createServer: (take) => {
      const server: TlsServer = createServer(
        {
          ...tls.pair,
          ca: [tls.authority],
          requestCert: true,
          rejectUnauthorized: true,
          minVersion: 'TLSv1.3',
          handshakeTimeout: HANDSHAKE_MS,
        },
        (socket) => void admit(socket, take),
      );
      // A handshake that failed is the other side's affair; without a listener it would still be no error of ours.
      server.on('tlsClientError', (_cause, socket) => socket.destroy());
      tls.onPair((pair) => server.setSecureContext({ ...pair, ca: [tls.authority], minVersion: 'TLSv1.3' }));
      return server;
    },
    applianceOf: (stream) => live.get(stream as TLSSocket)?.appliance,
    close: () => clearInterval(timer),
  };
}

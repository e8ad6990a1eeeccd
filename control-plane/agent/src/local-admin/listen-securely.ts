// Two doors at each address of the LAN side: HTTPS for the page, HTTP only to send people there.
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CodedError, err, ok, type Result } from '@omamori/contract/result';
import type { Clock } from '../platform/clock.ts';
import { keepOwnCertificate, type OwnCertificate } from './own-certificate.ts';

export interface SecureDoors {
  /** `https://host:port` of the first address. */
  readonly address: string;
  /** Changes when the certificate is renewed. */
  readonly fingerprint: () => string;
  close(): Promise<void>;
}

export interface SecureDoorsDeps {
  /** The first must be there; another one that cannot be bound is told by onProblem and left out. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** Of the HTTP door; null: none. */
  readonly redirectPort: number | null;
  readonly certificateFile: string;
  readonly appliance: string;
  readonly clock: Clock;
  readonly onProblem: (problem: CodedError) => void;
}

const RENEWAL_LOOK_MS = 12 * 3_600_000;

/** Errors: ADM_CERTIFICATE_FAILED, ADM_LISTEN_FAILED. */
export async function listenSecurely(deps: SecureDoorsDeps, app: RequestListener): Promise<Result<SecureDoors>> {
  const keep = () => keepOwnCertificate(deps.certificateFile, deps.appliance, deps.hosts, deps.clock.nowMs());
  const first = await keep();
  if (!first.ok) return first;
  let current = first.value;
  const pages = deps.hosts.map(() => bounded(createSecureServer(tlsOf(current), app)));
  const guides = deps.redirectPort === null ? [] : deps.hosts.map(() => bounded(createServer(toSecure(deps.port))));
  const close = async (): Promise<void> => {
    clearInterval(timer);
    await Promise.all([...pages, ...guides].map(closeServer));
  };
  const renew = async (): Promise<void> => {
    const next = await keep();
    if (!next.ok) return deps.onProblem(next.error);
    if (next.value.fingerprint !== current.fingerprint)
      for (const page of pages) page.setSecureContext(tlsOf(next.value));
    current = next.value;
  };
  const timer = setInterval(() => void renew(), RENEWAL_LOOK_MS);
  timer.unref();
  const opened = await openAll(deps, pages, guides);
  if (!opened.ok) {
    await close();
    return opened;
  }
  return ok({ address: opened.value, fingerprint: () => current.fingerprint, close });
}

function tlsOf({ certificatePem, privateKeyPem }: OwnCertificate) {
  return { cert: certificatePem, key: privateKeyPem, minVersion: 'TLSv1.2' as const };
}

async function openAll(
  { hosts, port, redirectPort, onProblem }: SecureDoorsDeps,
  pages: readonly SecureServer[],
  guides: readonly Server[],
): Promise<Result<string>> {
  let address = '';
  for (const [index, host] of hosts.entries()) {
    const [page, guide] = [pages[index], guides[index]];
    if (page === undefined) continue;
    const opened = await listen(page, host, port);
    if (!opened.ok && index === 0) return opened;
    if (!opened.ok) onProblem(opened.error);
    else if (index === 0) address = `https://${opened.value}`;
    if (guide === undefined || redirectPort === null) continue;
    const guiding = await listen(guide, host, redirectPort);
    if (!guiding.ok) onProblem(guiding.error); // the page itself is there
  }
  return ok(address);
}

/** Always to the address the caller used, never to a name somebody else gave it. */
function toSecure(port: number): RequestListener {
  return (request, response) => {
    const own = request.socket.localAddress ?? '';
    const plain = own.startsWith('::ffff:') ? own.slice(7) : own;
    const host = plain.includes(':') ? `[${plain}]` : plain;
    response.writeHead(308, { location: `https://${host}:${port}/`, 'cache-control': 'no-store' }).end();
  };
}

function bounded<S extends Server | SecureServer>(server: S): S {
  server.maxConnections = 64;
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  return server;
}

function listen(server: Server | SecureServer, host: string, port: number): Promise<Result<string>> {
  return new Promise((resolve) => {
    server.once('error', (cause) => {
      const where = `${host} port ${port}`;
      resolve(err('ADM_LISTEN_FAILED', `The page of the box cannot listen on ${where}.`, { cause: cause.message }));
    });
    server.listen({ host, port }, () => {
      const { address, family, port: taken } = server.address() as AddressInfo;
      resolve(ok(`${family === 'IPv6' ? `[${address}]` : address}:${taken}`));
    });
  });
}

function closeServer(server: Server | SecureServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

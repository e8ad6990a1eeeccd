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
  /** The page answers at these too; those of before that are no longer named, and were not settings, are closed. */
  follow(addresses: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface SecureDoorsDeps {
  /** One that cannot be bound is told by onProblem and left out; one at least must be. */
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

/** Errors: ADM_CERTIFICATE_FAILED, ADM_LISTEN_FAILED when no address at all could be opened. */
export async function listenSecurely(deps: SecureDoorsDeps, app: RequestListener): Promise<Result<SecureDoors>> {
  const first = await keepOwnCertificate(deps.certificateFile, deps.appliance, deps.hosts, deps.clock.nowMs());
  if (!first.ok) return first;
  const doors = new FollowingDoors(deps, app, first.value);
  const opened = await doors.open(deps.hosts);
  if (opened !== null) {
    doors.start();
    return ok(doors);
  }
  await doors.close();
  return err('ADM_LISTEN_FAILED', `The page of the box cannot listen on ${deps.hosts.join(', ')} port ${deps.port}.`);
}

interface Door {
  readonly page: SecureServer;
  readonly guide: Server | null;
  readonly url: string;
}

class FollowingDoors implements SecureDoors {
  readonly #deps: SecureDoorsDeps;
  readonly #app: RequestListener;
  readonly #doors = new Map<string, Door>();
  #current: OwnCertificate;
  #hosts: readonly string[];
  #timer: NodeJS.Timeout | undefined;
  #following: Promise<void> = Promise.resolve();

  constructor(deps: SecureDoorsDeps, app: RequestListener, certificate: OwnCertificate) {
    this.#deps = deps;
    this.#app = app;
    this.#current = certificate;
    this.#hosts = deps.hosts;
  }

  get address(): string {
    return [...this.#doors.values()][0]?.url ?? '';
  }

  fingerprint = (): string => this.#current.fingerprint;

  start(): void {
    this.#timer = setInterval(() => void this.#renew(), RENEWAL_LOOK_MS);
    this.#timer.unref();
  }

  /** Opens what is not open yet; the first that was opened, null for none. A host that is refused is told and left out. */
  async open(hosts: readonly string[]): Promise<string | null> {
    for (const host of hosts) {
      if (this.#doors.has(host)) continue;
      const page = bounded(createSecureServer(tlsOf(this.#current), this.#app));
      const opened = await listen(page, host, this.#deps.port);
      if (!opened.ok) {
        this.#deps.onProblem(opened.error);
        continue;
      }
      this.#doors.set(host, { page, guide: await this.#openGuide(host), url: `https://${opened.value}` });
    }
    return this.#doors.keys().next().value ?? null;
  }

  follow(addresses: readonly string[]): Promise<void> {
    this.#following = this.#following.then(async () => {
      const wanted = [...new Set([...this.#deps.hosts, ...addresses])];
      this.#hosts = wanted;
      await this.#renew();
      await this.open(addresses);
      for (const [host, door] of [...this.#doors]) {
        if (wanted.includes(host)) continue;
        this.#doors.delete(host);
        await closeDoor(door);
      }
    });
    return this.#following;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#following;
    await Promise.all([...this.#doors.values()].map(closeDoor));
    this.#doors.clear();
  }

  async #openGuide(host: string): Promise<Server | null> {
    if (this.#deps.redirectPort === null) return null;
    const guide = bounded(createServer(toSecure(this.#deps.port)));
    const guiding = await listen(guide, host, this.#deps.redirectPort);
    if (guiding.ok) return guide;
    this.#deps.onProblem(guiding.error); // the page itself is there
    return null;
  }

  async #renew(): Promise<void> {
    const { certificateFile, appliance, clock, onProblem } = this.#deps;
    const next = await keepOwnCertificate(certificateFile, appliance, this.#hosts, clock.nowMs());
    if (!next.ok) return onProblem(next.error);
    if (next.value.fingerprint !== this.#current.fingerprint)
      for (const { page } of this.#doors.values()) page.setSecureContext(tlsOf(next.value));
    this.#current = next.value;
  }
}

async function closeDoor({ page, guide }: Door): Promise<void> {
  await Promise.all([closeServer(page), ...(guide === null ? [] : [closeServer(guide)])]);
}

function tlsOf({ certificatePem, privateKeyPem }: OwnCertificate) {
  return { cert: certificatePem, key: privateKeyPem, minVersion: 'TLSv1.2' as const };
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

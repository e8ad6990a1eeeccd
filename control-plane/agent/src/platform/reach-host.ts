import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';

/** How far a TCP connection to a named host comes: its addresses, and the time of each try in milliseconds. */
export interface Reach {
  /** False: the name has no address. An address as host is true. */
  readonly named: boolean;
  /** One a try; null: no answer in time. */
  readonly milliseconds: readonly (number | null)[];
}

const NAME_MS = 3000;

/** The connections are closed as soon as they stand; nothing is said on them. */
export async function reachHost(host: string, port: number, tries: number, waitMs: number): Promise<Reach> {
  const address = isIP(host) === 0 ? await addressOf(host) : host;
  if (address === null) return { named: false, milliseconds: [] };
  const milliseconds: (number | null)[] = [];
  for (let index = 0; index < tries; index += 1) milliseconds.push(await timeConnection(address, port, waitMs));
  return { named: true, milliseconds };
}

async function addressOf(name: string): Promise<string | null> {
  const waiting = new AbortController();
  const late = new Promise<null>((resolve) => {
    const timer = setTimeout(() => resolve(null), NAME_MS);
    waiting.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const asked = lookup(name).then(
    (found) => found.address,
    () => null,
  );
  const address = await Promise.race([asked, late]);
  waiting.abort();
  return address;
}

function timeConnection(host: string, port: number, waitMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const socket = connect({ host, port });
    const end = (milliseconds: number | null) => {
      socket.destroy();
      resolve(milliseconds);
    };
    socket.setTimeout(waitMs, () => end(null));
    socket.once('connect', () => end(performance.now() - begun));
    socket.once('error', () => end(null));
  });
}

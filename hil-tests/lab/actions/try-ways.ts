/**
 * One device that goes to places, each try in its own way, one after the other so that each has its own time.
 *   try-ways.ts FIRST_SOURCE_PORT WAY/NAME/ADDRESS …
 * WAY: dns-udp, dns-tcp, dns-pair (A and AAAA by one socket, as resolvers of computers ask), https-record (type 65),
 * host, page (NAME is HOST+PATH with `+` for `/`), kept (a clean page first, then the one meant, on one connection),
 * pipelined (both at once), sni, quic, tcp-853, udp-853, ip (HTTP by address), udp-443.
 * Prints { way, name, address, sourcePort, outcome, ms, detail }; outcome is
 *   answered (by whoever is there), no-name, no-record, page (the box's own), reset, unreachable, silent.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect, isIPv6, type Socket } from 'node:net';
import { decode, encode } from 'dns-packet';
import { longEnough } from './long-enough.ts';
import { quicInitial, tlsHello } from './quic-initial.ts';

const LONG_ENOUGH_MS = longEnough(3000);

type Outcome = 'answered' | 'no-name' | 'no-record' | 'page' | 'reset' | 'unreachable' | 'silent';
interface Try {
  readonly way: string;
  readonly name: string;
  readonly address: string;
  readonly sourcePort: number;
}
interface Found {
  readonly outcome: Outcome;
  readonly detail?: string;
}

function question(name: string, type: string, id: number): Buffer {
  // dns-packet has no word for type 65: the question is written as A and its type put in.
  const known = type === 'HTTPS' ? 'A' : (type as 'A' | 'AAAA');
  const message = encode({ type: 'query', id, flags: 256, questions: [{ type: known, name }] });
  if (type === 'HTTPS') message.writeUInt16BE(65, message.length - 4);
  return message;
}

function judgeAnswer(message: Buffer): Found {
  const rcode = (message[3] ?? 0) & 0x0f;
  if (rcode === 3) return { outcome: 'no-name' };
  const isType65 = message.length >= 16 && message.includes(Buffer.from([0, 65, 0, 1]));
  const count = isType65 ? message.readUInt16BE(6) : (decode(message).answers ?? []).length;
  return { outcome: count === 0 ? 'no-record' : 'answered', detail: `rcode ${rcode}` };
}

/** Sends datagrams from one socket and waits for as many answers; the least good one counts. */
function sendDatagrams(
  { address, sourcePort }: Try,
  port: number,
  messages: Buffer[],
  judge: (m: Buffer) => Found,
): Promise<Found> {
  return new Promise((resolve) => {
    const socket: UdpSocket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const found: Found[] = [];
    const end = (last: Found): void => {
      clearTimeout(timer);
      socket.close(() => resolve(last));
    };
    const timer = setTimeout(() => end({ outcome: 'silent', detail: `${found.length} answers` }), LONG_ENOUGH_MS);
    socket.on('message', (message) => {
      found.push(judge(message));
      if (found.length === messages.length)
        end(found.find(({ outcome }) => outcome !== 'answered') ?? { outcome: 'answered' });
    });
    socket.on('error', (error) => end({ outcome: 'unreachable', detail: error.message }));
    // Connected, so that the kernel tells of ICMP "unreachable", as browsers and resolvers do it.
    socket.bind(sourcePort, () =>
      socket.connect(port, address, () => messages.forEach((message) => void socket.send(message))),
    );
  });
}

function stream(
  { address, sourcePort }: Try,
  port: number,
  speak: (socket: Socket) => void,
  isWhole: (bytes: Buffer) => boolean,
): Promise<Found & { bytes: Buffer }> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const socket = connect({ host: address, port, localPort: sourcePort });
    const end = (outcome: Outcome, detail = ''): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ outcome, detail, bytes });
    };
    const timer = setTimeout(() => end('silent'), LONG_ENOUGH_MS);
    socket.on('connect', () => speak(socket));
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (isWhole(bytes)) end('answered');
    });
    socket.on('end', () => end(bytes.length > 0 ? 'answered' : 'reset', 'ended'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const unreachable = error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH' || error.code === 'EACCES';
      end(unreachable ? 'unreachable' : bytes.length > 0 ? 'answered' : 'reset', error.code ?? '');
    });
  });
}

const request = (host: string, path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: Mozilla/5.0\r\n\r\n`;

function lengthOf(bytes: Buffer): number {
  const head = bytes.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(bytes.subarray(0, Math.max(0, head)).toString())?.[1];
  return head < 0 || length === undefined ? Number.POSITIVE_INFINITY : head + 4 + Number(length);
}

/** `before` is asked first and waited for, or sent in the same packet. */
async function getPage(tried: Try, host: string, path: string, before: 'none' | 'kept' | 'pipelined'): Promise<Found> {
  const meant = request(host, path);
  const clean = request('www.web.example', '/clean');
  let asked = before !== 'kept';
  let skip = 0;
  const speak = (socket: Socket): void => {
    socket.write(before === 'none' ? meant : before === 'kept' ? clean : clean + meant);
    socket.on('data', () => undefined);
    current = socket;
  };
  let current: Socket | null = null;
  const found = await stream(tried, 80, speak, (bytes) => {
    if (!asked && bytes.length >= lengthOf(bytes)) {
      asked = true;
      skip = lengthOf(bytes);
      current?.write(meant);
      return false;
    }
    return asked && bytes.length >= skip + lengthOf(bytes.subarray(skip));
  });
  const text = found.bytes.subarray(skip).toString();
  const isOwn =
    text.startsWith('HTTP/1.1 403') &&
    text.includes('0120-000-000') &&
    /lang="ja"/.test(text) &&
    !/<script/i.test(text);
  if (isOwn) return { outcome: 'page', detail: `${found.bytes.length} bytes` };
  return { outcome: found.outcome, detail: `${found.detail ?? ''} ${text.slice(0, 40)}` };
}

async function go(tried: Try): Promise<Found> {
  const { way, name, address, sourcePort } = tried;
  const type = isIPv6(address) ? 'AAAA' : 'A';
  const [host = '', ...path] = name.split('+');
  switch (way) {
    case 'dns-udp':
      return sendDatagrams(tried, 53, [question(name, type, sourcePort)], judgeAnswer);
    case 'dns-pair':
      return sendDatagrams(
        tried,
        53,
        [question(name, 'A', sourcePort), question(name, 'AAAA', sourcePort + 1)],
        judgeAnswer,
      );
    case 'https-record':
      return sendDatagrams(tried, 53, [question(name, 'HTTPS', sourcePort)], judgeAnswer);
    case 'dns-tcp': {
      const message = question(name, type, sourcePort);
      const framed = Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message]);
      const isWhole = (bytes: Buffer) => bytes.length > 2 && bytes.length >= 2 + bytes.readUInt16BE(0);
      const found = await stream(tried, 53, (socket) => void socket.write(framed), isWhole);
      return found.outcome === 'answered' ? judgeAnswer(found.bytes.subarray(2)) : found;
    }
    case 'page':
      return getPage(tried, host, `/${path.join('/')}`, 'none');
    case 'kept':
    case 'pipelined':
      return getPage(tried, name, '/', way);
    case 'sni':
      return stream(
        tried,
        443,
        (socket) => void socket.write(tlsHello(name)),
        (bytes) => bytes.length > 0,
      );
    case 'quic':
      return sendDatagrams(tried, 443, [quicInitial(name)], () => ({ outcome: 'answered' }));
    case 'udp-443':
    case 'udp-853':
      return sendDatagrams(tried, way === 'udp-443' ? 443 : 853, [Buffer.from('hello')], () => ({
        outcome: 'answered',
      }));
    case 'tcp-853':
      return stream(
        tried,
        853,
        (socket) => void socket.write('hello'),
        (bytes) => bytes.length > 0,
      );
    default:
      return getPage(tried, way === 'host' ? name : isIPv6(address) ? `[${address}]` : address, '/', 'none');
  }
}

const [firstPort = '', ...planned] = process.argv.slice(2);
for (const [index, argument] of planned.entries()) {
  const [way = '', name = '', address = ''] = argument.split('/');
  const tried = { way, name, address, sourcePort: Number(firstPort) + 2 * index };
  const begun = performance.now();
  const found = await go(tried);
  const ms = Math.round((performance.now() - begun) * 10) / 10;
  process.stdout.write(`${JSON.stringify({ ...tried, ...found, ms })}\n`);
}

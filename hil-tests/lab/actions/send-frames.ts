/**
 * Puts frames on a wire, byte by byte as given: send-frames.ts DEVICE COPIES HEX …; packet(7). One after the other, all of
 * them COPIES times. Prints { sent, refused }: a frame longer than the device takes is refused by the kernel.
 */
import { readFileSync } from 'node:fs';
import koffi from 'koffi';

const [device = '', copies = '1', ...frames] = process.argv.slice(2);
const AF_PACKET = 17;
const SOCK_RAW = 3;

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int domain, int type, int protocol)');
const sendto = libc.func('long sendto(int fd, const void *data, size_t length, int flags, const void *to, int size)');

const fd = socket(AF_PACKET, SOCK_RAW, 0);
if (fd < 0) throw new Error('raw sockets need root');
const to = Buffer.alloc(20); // sockaddr_ll: family, protocol, index of the device
to.writeUInt16LE(AF_PACKET, 0);
to.writeInt32LE(Number(readFileSync(`/sys/class/net/${device}/ifindex`, 'utf8')), 4);
let sent = 0;
let refused = 0;
for (const hex of frames) {
  const bytes = Buffer.from(hex, 'hex');
  for (let copy = 0; copy < Number(copies); copy += 1) {
    if (sendto(fd, bytes, bytes.length, 0, to, to.length) === bytes.length) sent += 1;
    else refused += 1;
  }
}
process.stdout.write(`${JSON.stringify({ sent, refused })}\n`);

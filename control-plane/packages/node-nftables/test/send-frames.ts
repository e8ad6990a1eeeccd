// Sends raw frames at an interface of the namespace it is run in (packet(7)): interface, then frames in hexadecimal.
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int domain, int type, int protocol)');
const sendto = libc.func('long sendto(int fd, const void *data, size_t length, int flags, const void *to, int size)');
const nameToIndex = libc.func('unsigned int if_nametoindex(const char *name)');
const AF_PACKET = 17;
const SOCK_RAW = 3;

const [device = '', ...frames] = process.argv.slice(2);
const fd = socket(AF_PACKET, SOCK_RAW, 0);
const address = Buffer.alloc(20);
address.writeUInt16LE(AF_PACKET, 0);
address.writeInt32LE(nameToIndex(device), 4);
for (const hex of frames) {
  const frame = Buffer.from(hex, 'hex');
  if (sendto(fd, frame, frame.length, 0, address, address.length) !== frame.length) process.exit(1);
}

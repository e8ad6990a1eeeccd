// The lab's door to AF_PACKET (packet(7)): frames out and in at one interface, byte for byte. Node has no raw sockets.
// Synchronous: it is used only by the player, which is a process of its own with nothing else to do.
import { closeSync, openSync } from 'node:fs';
import koffi from 'koffi';

koffi.struct('iovec', { base: 'void *', length: 'size_t' });
koffi.struct('msghdr', {
  name: 'void *',
  nameLength: 'uint32_t',
  parts: 'iovec *',
  partCount: 'size_t',
  control: 'void *',
  controlLength: 'size_t',
  flags: 'int',
});
const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int domain, int type, int protocol)');
const bind = libc.func('int bind(int fd, const void *address, unsigned int length)');
const setsockopt = libc.func('int setsockopt(int fd, int level, int name, const void *value, unsigned int length)');
const send = libc.func('long send(int fd, const void *data, size_t length, int flags)');
const recvmsg = libc.func('long recvmsg(int fd, _Inout_ msghdr *message, int flags)');
const poll = libc.func('int poll(void *descriptors, unsigned long count, int timeoutMs)');
const setns = libc.func('int setns(int fd, int kind)');
const nameToIndex = libc.func('unsigned int if_nametoindex(const char *name)');
const closeDescriptor = libc.func('int close(int fd)');

const AF_PACKET = 17;
const SOCK_RAW_NONBLOCK = 3 | 0x800;
const ETH_P_ALL = 3;
const CLONE_NEWNET = 0x4000_0000;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const SOL_PACKET = 263;
const PACKET_AUXDATA = 8;
const PACKET_IGNORE_OUTGOING = 23;
const POLLIN = 1;
const TP_STATUS_VLAN_VALID = 0x10;
const TP_STATUS_VLAN_TPID_VALID = 0x40;
const RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024;
const MAX_FRAME_BYTES = 65_536 + 32;

export interface PacketSocket {
  /** 0, or the errno with which the kernel refused the frame. */
  send(frame: Uint8Array): number;
  /** The next frame that came in, tag and all; null when none waits. Valid until the next call. */
  receive(): Uint8Array | null;
  close(): void;
}

/** Opens `device` in a named network namespace. Throws when the lab's network is not there: a bug of the lab. */
export function openPacketSocket(namespace: string, device: string): PacketSocket {
  enter(namespace);
  const index = nameToIndex(device);
  const fd = socket(AF_PACKET, SOCK_RAW_NONBLOCK, swapped(ETH_P_ALL));
  if (fd < 0 || index === 0) throw new Error(`no packet socket on ${device} of ${namespace}: errno ${koffi.errno()}`);
  setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
  setOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
  setOption(fd, SOL_PACKET, PACKET_AUXDATA, 1);
  const address = Buffer.alloc(20);
  address.writeUInt16LE(AF_PACKET, 0);
  address.writeUInt16BE(ETH_P_ALL, 2);
  address.writeInt32LE(index, 4);
  if (bind(fd, address, address.length) !== 0) throw new Error(`cannot bind to ${device}: errno ${koffi.errno()}`);
  return new LinuxPacketSocket(fd);
}

/** Waits until one of the sockets has a frame, at most `ms` milliseconds. */
export function waitForFrames(sockets: readonly PacketSocket[], ms: number): void {
  const list = Buffer.alloc(8 * sockets.length);
  for (const [position, one] of sockets.entries()) {
    list.writeInt32LE(one instanceof LinuxPacketSocket ? one.descriptor : -1, 8 * position);
    list.writeInt16LE(POLLIN, 8 * position + 4);
  }
  poll(list, sockets.length, Math.max(0, Math.ceil(ms)));
}

class LinuxPacketSocket implements PacketSocket {
  readonly descriptor: number;
  readonly #data = Buffer.alloc(MAX_FRAME_BYTES);
  readonly #control = Buffer.alloc(64);

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  send(frame: Uint8Array): number {
    return send(this.descriptor, frame, frame.length, 0) < 0 ? koffi.errno() : 0;
  }

  receive(): Uint8Array | null {
    const message = {
      name: null,
      nameLength: 0,
      parts: [{ base: this.#data.subarray(4), length: MAX_FRAME_BYTES - 4 }],
      partCount: 1,
      control: this.#control,
      controlLength: this.#control.length,
      flags: 0,
    };
    this.#control.fill(0);
    const length = Number(recvmsg(this.descriptor, message, 0));
    return length < 0 ? null : this.#withTag(length);
  }

  close(): void {
    closeDescriptor(this.descriptor);
  }

  /** The kernel takes the outer tag off and tells it aside (struct tpacket_auxdata): it is put back in its place. */
  #withTag(length: number): Uint8Array {
    const aux = 16; // after struct cmsghdr
    const status = this.#control.readUInt32LE(aux);
    const tagged = this.#control.readUInt32LE(12) === PACKET_AUXDATA && (status & TP_STATUS_VLAN_VALID) !== 0;
    if (!tagged) return this.#data.subarray(4, 4 + length);
    const tpid = (status & TP_STATUS_VLAN_TPID_VALID) === 0 ? 0x8100 : this.#control.readUInt16LE(aux + 18);
    this.#data.copyWithin(0, 4, 16);
    this.#data.writeUInt16BE(tpid, 12);
    this.#data.writeUInt16BE(this.#control.readUInt16LE(aux + 16), 14);
    return this.#data.subarray(0, length + 4);
  }
}

function enter(namespace: string): void {
  const fd = openSync(`/run/netns/${namespace}`, 'r');
  const entered = setns(fd, CLONE_NEWNET);
  closeSync(fd);
  if (entered !== 0) throw new Error(`cannot enter ${namespace}: errno ${koffi.errno()}`);
}

function setOption(fd: number, level: number, name: number, value: number): void {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value, 0);
  if (setsockopt(fd, level, name, bytes, 4) !== 0) throw new Error(`socket option ${name}: errno ${koffi.errno()}`);
}

function swapped(value: number): number {
  return ((value & 0xff) << 8) | (value >> 8);
}

/**
 * Whole IP packets of our own making, sent where the kernel routes them (raw(7), IPPROTO_RAW): answers in the place of a
 * packet that was dropped. Synchronous and without waiting: a full buffer refuses the packet, nothing is queued here.
 */
import { close, errno, isLibraryLoaded, sendTo, setsockopt, socket } from '../netlink/libc.ts';
import { failed, ok, type Result } from '../nft-error.ts';

export type InjectErrorCode = 'NFT_INJECT_SOCKET' | 'NFT_INJECT_REFUSED';
export interface InjectError {
  readonly code: InjectErrorCode;
  readonly message: string;
  readonly errno?: number;
}

export interface Injector {
  /** An IPv4 or IPv6 packet from its own header on; for IPv4 the kernel fills length and header checksum. */
  send(packet: Uint8Array): Result<void, InjectError>;
  close(): void;
}

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_RAW_CLOEXEC = 3 | 0x80000;
const IPPROTO_RAW = 255;
const SOL_SOCKET = 1;
const SO_BINDTODEVICE = 25;
const MSG_DONTWAIT = 0x40;

/** Needs CAP_NET_RAW. Everything leaves by `device`, whose name also says where link-local addresses are. */
export function openInjector(device: string): Result<Injector, InjectError> {
  if (!isLibraryLoaded) return failed({ code: 'NFT_INJECT_SOCKET', message: 'no C library' });
  const v4 = openRaw(AF_INET, device);
  const v6 = openRaw(AF_INET6, device);
  const descriptors = [v4, v6].filter((fd) => fd >= 0);
  const end = (): void => {
    for (const fd of descriptors.splice(0)) close(fd);
  };
  if (descriptors.length < 2) {
    const number = errno();
    end();
    return failed({ code: 'NFT_INJECT_SOCKET', message: `no raw socket on ${device}`, errno: number });
  }
  return ok({ send: (packet) => sendOn(descriptors.length === 0 ? null : { v4, v6 }, packet), close: end });
}

function openRaw(family: number, device: string): number {
  const fd = socket(family, SOCK_RAW_CLOEXEC, IPPROTO_RAW);
  if (fd < 0) return fd;
  const name = Buffer.from(`${device}\0`);
  if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, name.length) === 0) return fd;
  close(fd);
  return -1;
}

function sendOn(
  sockets: { readonly v4: number; readonly v6: number } | null,
  packet: Uint8Array,
): Result<void, InjectError> {
  const version = (packet[0] ?? 0) >> 4;
  const isWhole = (version === 4 && packet.length >= 20) || (version === 6 && packet.length >= 40);
  if (sockets === null || !isWhole) {
    return failed({ code: 'NFT_INJECT_REFUSED', message: sockets === null ? 'closed' : 'no IP packet' });
  }
  const to = version === 4 ? addressOf4(packet) : addressOf6(packet);
  const fd = version === 4 ? sockets.v4 : sockets.v6;
  if (sendTo(fd, packet, packet.length, MSG_DONTWAIT, to, to.length) === packet.length) return ok(undefined);
  return failed({ code: 'NFT_INJECT_REFUSED', message: 'the kernel did not take the packet', errno: errno() });
}

/** struct sockaddr_in, ip(7). */
function addressOf4(packet: Uint8Array): Buffer {
  const address = Buffer.alloc(16);
  address.writeUInt16LE(AF_INET, 0);
  address.set(packet.subarray(16, 20), 4);
  return address;
}

/** struct sockaddr_in6, ipv6(7); the socket's device is the scope. */
function addressOf6(packet: Uint8Array): Buffer {
  const address = Buffer.alloc(28);
  address.writeUInt16LE(AF_INET6, 0);
  address.set(packet.subarray(24, 40), 8);
  return address;
}

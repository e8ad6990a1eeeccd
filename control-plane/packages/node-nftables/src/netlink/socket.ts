import * as libc from './libc.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_NETFILTER = 12;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;
const SO_SNDBUFFORCE = 32;
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
const NETLINK_NO_ENOBUFS = 5;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
const MSG_TRUNC = 0x20;
/** Beyond this a message is sent off the thread: the kernel works through it before the call returns. */
const LONG_MESSAGE_BYTES = 131_072;

/** A non-blocking NETLINK_NETFILTER socket of the thread's network namespace. Calls give a count or a negative errno. */
export class NetlinkSocket {
  readonly fd: number;

  private constructor(fd: number) {
    this.fd = fd;
  }

  /** A socket, or the errno as a negative number. */
  static open(): NetlinkSocket | number {
    const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (fd < 0) return -libc.errno();
    // sockaddr_nl { u16 family; u16 pad; u32 pid = 0: the kernel chooses; u32 groups }
    const address = new Uint8Array(12);
    address[0] = AF_NETLINK;
    if (libc.bind(fd, address, address.length) < 0) {
      const error = -libc.errno();
      libc.close(fd);
      return error;
    }
    return new NetlinkSocket(fd);
  }

  /** Asks beyond net.core.rmem_max when allowed; returns what the kernel granted (it doubles what it is given). */
  setReceiveBuffer(bytes: number): number {
    const value = new Uint8Array(4);
    const view = new DataView(value.buffer);
    view.setInt32(0, bytes, true);
    if (libc.setsockopt(this.fd, SOL_SOCKET, SO_RCVBUFFORCE, value, 4) < 0) {
      libc.setsockopt(this.fd, SOL_SOCKET, SO_RCVBUF, value, 4);
    }
    const length = Uint8Array.of(4, 0, 0, 0);
    libc.getsockopt(this.fd, SOL_SOCKET, SO_RCVBUF, value, length);
    return view.getInt32(0, true);
  }

  /** News of a kind, from now on. */
  joinGroup(group: number): boolean {
    const value = new Uint8Array(4);
    new DataView(value.buffer).setUint32(0, group, true);
    return libc.setsockopt(this.fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, value, 4) === 0;
  }

  /** Errors with their reason and offset, without the message they answer; a full buffer drops the rest of them silently. */
  askForReasons(): void {
    const one = Uint8Array.of(1, 0, 0, 0);
    for (const name of [NETLINK_NO_ENOBUFS, NETLINK_CAP_ACK, NETLINK_EXT_ACK]) {
      libc.setsockopt(this.fd, SOL_NETLINK, name, one, 4);
    }
  }

  /** A transaction is one message of one piece, however big: the send buffer has to hold it. */
  async sendWhole(message: Uint8Array): Promise<number> {
    if (message.length <= LONG_MESSAGE_BYTES) return this.send(message);
    const value = new Uint8Array(4);
    new DataView(value.buffer).setInt32(0, message.length, true);
    libc.setsockopt(this.fd, SOL_SOCKET, SO_SNDBUFFORCE, value, 4);
    const { sent, error } = await libc.sendLater(this.fd, message, message.length);
    return sent < 0 ? -error : sent;
  }

  send(message: Uint8Array): number {
    const sent = libc.send(this.fd, message, message.length, 0);
    return sent < 0 ? -libc.errno() : sent;
  }

  /** Bytes of one datagram, counted whole even when `buffer` was too small for it. */
  receive(buffer: Uint8Array): number {
    const received = libc.recv(this.fd, buffer, buffer.length, MSG_TRUNC);
    return received < 0 ? -libc.errno() : received;
  }

  close(): void {
    libc.close(this.fd);
  }
}

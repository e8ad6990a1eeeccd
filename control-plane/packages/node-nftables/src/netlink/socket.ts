import * as libc from './libc.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_NETFILTER = 12;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;
const MSG_TRUNC = 0x20;

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

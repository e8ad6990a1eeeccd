import { EINTR } from './errno.ts';
import * as libc from './libc.ts';

const POLLIN = 1;

/** Blocks this thread until the socket has data, the wake-up descriptor was written, or the time is over. */
export function createWaiter(socketFd: number, wakeFd: number): (timeoutMs: number) => 'data' | 'wake' | 'time' {
  // struct pollfd { int fd; short events; short revents } [2]
  const descriptors = new Uint8Array(16);
  const view = new DataView(descriptors.buffer);
  view.setInt32(0, socketFd, true);
  view.setInt16(4, POLLIN, true);
  view.setInt32(8, wakeFd, true);
  view.setInt16(12, POLLIN, true);
  return (timeoutMs) => {
    const ready = libc.poll(descriptors, 2, timeoutMs);
    if (ready < 0) {
      const error = libc.errno();
      if (error !== EINTR) throw new Error(`poll failed with errno ${error}`);
      return 'time';
    }
    if (ready === 0) return 'time';
    // Any condition of the wake-up descriptor counts: it is the order to stop.
    return view.getInt16(14, true) !== 0 ? 'wake' : 'data';
  };
}

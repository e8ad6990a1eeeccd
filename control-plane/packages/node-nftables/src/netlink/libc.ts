/**
 * The C library calls this package needs, through koffi. Synchronous on purpose: blocking ones are called only in a worker
 * thread of ours, never in the main thread and never in the libuv pool (pending reads there hang process exit).
 */
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');

type Pointer = Uint8Array;

export const socket: (domain: number, type: number, protocol: number) => number = libc.func(
  'int socket(int domain, int type, int protocol)',
);
export const bind: (fd: number, address: Pointer, length: number) => number = libc.func(
  'int bind(int fd, const void *address, unsigned int length)',
);
export const setsockopt: (fd: number, level: number, name: number, value: Pointer, length: number) => number =
  libc.func('int setsockopt(int fd, int level, int name, const void *value, unsigned int length)');
export const getsockopt: (fd: number, level: number, name: number, value: Pointer, length: Pointer) => number =
  libc.func('int getsockopt(int fd, int level, int name, void *value, void *length)');
export const send: (fd: number, data: Pointer, length: number, flags: number) => number = libc.func(
  'long send(int fd, const void *data, size_t length, int flags)',
);
export const recv: (fd: number, data: Pointer, length: number, flags: number) => number = libc.func(
  'long recv(int fd, void *data, size_t length, int flags)',
);
export const poll: (descriptors: Pointer, count: number, timeoutMs: number) => number = libc.func(
  'int poll(void *descriptors, unsigned long count, int timeoutMs)',
);
export const eventfd: (initial: number, flags: number) => number = libc.func(
  'int eventfd(unsigned int initial, int flags)',
);
export const write: (fd: number, data: Pointer, length: number) => number = libc.func(
  'long write(int fd, const void *data, size_t length)',
);
export const memfdCreate: (name: string, flags: number) => number = libc.func(
  'int memfd_create(const char *name, unsigned int flags)',
);
export const close: (fd: number) => number = libc.func('int close(int fd)');

/** Of the last failed call in this thread: read it before anything else is called. */
export function errno(): number {
  return koffi.errno();
}

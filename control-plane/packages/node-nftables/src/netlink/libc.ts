/**
 * The C library calls this package needs, through koffi. Synchronous on purpose: blocking ones are called only in a worker
 * thread of ours, never in the main thread and never in the libuv pool (pending reads there hang process exit).
 */
import koffi from 'koffi';

type Library = ReturnType<typeof koffi.load>;

/** Another system or another C library is told by a code when something is opened, not by a throw when this is imported. */
function loadLibrary(): Library | undefined {
  try {
    return koffi.load('libc.so.6');
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

const libc = loadLibrary();
export const isLibraryLoaded: boolean = libc !== undefined;

function absent(): never {
  throw new Error('the C library was not loaded: isLibraryLoaded says so');
}

/** Of the library, or one that must not be called without it. */
function func(signature: string): ReturnType<Library['func']> {
  if (libc !== undefined) return libc.func(signature);
  return Object.assign(absent, { async: absent }) as unknown as ReturnType<Library['func']>;
}

type Pointer = Uint8Array;

export const socket: (domain: number, type: number, protocol: number) => number = func(
  'int socket(int domain, int type, int protocol)',
);
export const bind: (fd: number, address: Pointer, length: number) => number = func(
  'int bind(int fd, const void *address, unsigned int length)',
);
export const setsockopt: (fd: number, level: number, name: number, value: Pointer, length: number) => number = func(
  'int setsockopt(int fd, int level, int name, const void *value, unsigned int length)',
);
export const getsockopt: (fd: number, level: number, name: number, value: Pointer, length: Pointer) => number = func(
  'int getsockopt(int fd, int level, int name, void *value, void *length)',
);
const sendFunction = func('long send(int fd, const void *data, size_t length, int flags)');
export const send: (fd: number, data: Pointer, length: number, flags: number) => number = sendFunction;
export const sendTo: (
  fd: number,
  data: Pointer,
  length: number,
  flags: number,
  to: Pointer,
  toLength: number,
) => number = func(
  'long sendto(int fd, const void *data, size_t length, int flags, const void *to, unsigned int size)',
);
/** Off this thread, for messages whose processing takes the kernel long. Sending never waits for a peer, so exit is not held up. */
export function sendLater(fd: number, data: Pointer, length: number): Promise<{ sent: number; error: number }> {
  return new Promise((resolve) => {
    sendFunction.async(fd, data, length, 0, (_failure: unknown, sent: number) => {
      resolve({ sent: Number(sent), error: sent < 0 ? koffi.errno() : 0 });
    });
  });
}
/** The requests used here take a pointer: variadic in C, passed like any other argument on both our architectures. */
export const ioctl: (fd: number, request: number, argument: Pointer) => number = func(
  'int ioctl(int fd, unsigned long request, void *argument)',
);
export const setns: (fd: number, kind: number) => number = func('int setns(int fd, int kind)');
export const recv: (fd: number, data: Pointer, length: number, flags: number) => number = func(
  'long recv(int fd, void *data, size_t length, int flags)',
);
export const poll: (descriptors: Pointer, count: number, timeoutMs: number) => number = func(
  'int poll(void *descriptors, unsigned long count, int timeoutMs)',
);
export const eventfd: (initial: number, flags: number) => number = func('int eventfd(unsigned int initial, int flags)');
export const write: (fd: number, data: Pointer, length: number) => number = func(
  'long write(int fd, const void *data, size_t length)',
);
export const memfdCreate: (name: string, flags: number) => number = func(
  'int memfd_create(const char *name, unsigned int flags)',
);
export const close: (fd: number) => number = func('int close(int fd)');

/** Of the last failed call in this thread: read it before anything else is called. */
export function errno(): number {
  return koffi.errno();
}

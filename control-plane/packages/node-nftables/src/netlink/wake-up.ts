import * as libc from './libc.ts';

const EFD_NONBLOCK = 0o4000;
const EFD_CLOEXEC = 0o2000000;

/** An eventfd that ends another thread's poll(). Owned by the thread that made it; dispose only when the other is gone. */
export interface WakeUp {
  readonly fd: number;
  signal(): void;
  dispose(): void;
}

export function createWakeUp(): WakeUp | undefined {
  const fd = libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) return undefined;
  let open = true;
  return {
    fd,
    signal() {
      if (open) libc.write(fd, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), 8);
    },
    dispose() {
      if (open) libc.close(fd);
      open = false;
    },
  };
}

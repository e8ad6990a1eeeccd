import * as libc from './libc.ts';

const AF_INET = 2;
const SOCK_DGRAM_CLOEXEC = 0o2000002;
const SIOCGIFNAME = 0x8910;
const SIOCGIFINDEX = 0x8933;
const REQUEST_BYTES = 40;
const NAME_BYTES = 16;

/** Interfaces of the namespace this was opened in. struct ifreq { char name[16]; int index; … } */
export class InterfaceNames {
  readonly #fd: number;

  constructor() {
    this.#fd = libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
  }

  indexOf(name: string): number | undefined {
    const bytes = Buffer.from(name);
    if (this.#fd < 0 || bytes.length === 0 || bytes.length >= NAME_BYTES) return undefined;
    const request = new Uint8Array(REQUEST_BYTES);
    request.set(bytes);
    if (libc.ioctl(this.#fd, SIOCGIFINDEX, request) < 0) return undefined;
    return new DataView(request.buffer).getInt32(NAME_BYTES, true);
  }

  nameOf(index: number): string | undefined {
    if (this.#fd < 0) return undefined;
    const request = new Uint8Array(REQUEST_BYTES);
    new DataView(request.buffer).setInt32(NAME_BYTES, index, true);
    if (libc.ioctl(this.#fd, SIOCGIFNAME, request) < 0) return undefined;
    return Buffer.from(request.subarray(0, request.indexOf(0))).toString('utf8');
  }

  close(): void {
    if (this.#fd >= 0) libc.close(this.#fd);
  }
}

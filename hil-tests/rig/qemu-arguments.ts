/** The emulated board: QEMU "virt" as image/boards/qemu-arm64 expects it (PCI places name the ports). */
export interface QemuFiles {
  /** The image; kernel and initrd lie beside it under its name. */
  readonly image: string;
  readonly data: string;
  readonly serial: string;
  /** Lost: the battery of the clock is dead. */
  readonly clock?: 'right' | 'lost';
}

/** Ports of the box in the order of its .link files; the last is the rig's own. */
export const PORTS = [
  { name: 'lan', place: '0xa', mac: '02:0b:0f:00:00:0a' },
  { name: 'wan', place: '0xb', mac: '02:0b:0f:00:00:0b' },
  { name: 'mgmt', place: '0xc', mac: '02:0b:0f:00:00:0c' },
] as const;

export const MEMORY_MB = 1536;

/** Taps are made by QEMU in the namespace it runs in, under the ports' names; they go with it. */
export function qemuArguments({ image, data, serial, clock = 'right' }: QemuFiles): string[] {
  return [
    'qemu-system-aarch64',
    ...['-M', 'virt,gic-version=3', '-cpu', 'cortex-a72', '-accel', 'tcg,thread=multi'],
    ...['-smp', '2', '-m', String(MEMORY_MB), '-nodefaults', '-display', 'none', '-no-reboot'],
    ...['-kernel', `${image}.vmlinuz`, '-initrd', `${image}.initrd`],
    ...['-append', 'console=ttyAMA0 root=LABEL=omamori-root ro panic=10 systemd.firstboot=no loglevel=4'],
    ...['-serial', `file:${serial}`, '-monitor', 'none', '-device', 'virtio-rng-pci,addr=0x4'],
    ...['-device', 'i6300esb,addr=0xd'], // the hardware's watchdog: a box that hangs whole is reset, here switched off
    ...['-rtc', clock === 'lost' ? 'base=1970-01-01T00:00:00' : 'base=utc'],
    ...drive('root', image, 'readonly=on', '0x2'),
    ...drive('data', data, 'cache=writeback', '0x3'),
    ...PORTS.flatMap(({ name, place, mac }) => [
      '-netdev',
      `tap,id=${name},ifname=${name},script=no,downscript=no`,
      '-device',
      `virtio-net-pci,netdev=${name},addr=${place},mac=${mac},romfile=`,
    ]),
  ];
}

function drive(name: string, file: string, option: string, place: string): string[] {
  const escaped = file.replaceAll(',', ',,');
  return [
    '-drive',
    `if=none,id=${name},format=raw,${option},file=${escaped}`,
    '-device',
    `virtio-blk-pci,drive=${name},addr=${place}`,
  ];
}

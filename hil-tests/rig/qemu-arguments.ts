import type { UpdateDisk } from './update/make-update-disk.ts';

/** The emulated board: QEMU "virt" as image/boards/qemu-arm64 expects it (PCI places name the ports). */
export interface QemuFiles {
  /** The image; kernel and initrd lie beside it under its name. */
  readonly image: string;
  readonly data: string;
  readonly serial: string;
  /** Socket of the guest agent; without it the machine has no such port. */
  readonly agentSocket?: string;
  /** In place of image and data: UEFI and one disk with both slots; then the box may restart itself. */
  readonly uefi?: UpdateDisk;
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
export function qemuArguments(files: QemuFiles): string[] {
  const { image, data, serial, agentSocket, uefi, clock = 'right' } = files;
  return [
    'qemu-system-aarch64',
    ...['-M', 'virt,gic-version=3', '-cpu', 'cortex-a72', '-accel', 'tcg,thread=multi'],
    ...['-smp', '2', '-m', String(MEMORY_MB), '-nodefaults', '-display', 'none'],
    ...(uefi === undefined ? direct(image, data) : byUefi(uefi)),
    ...['-serial', `file:${serial}`, '-monitor', 'none', '-device', 'virtio-rng-pci,addr=0x4'],
    ...['-device', 'i6300esb,addr=0xd'], // the hardware's watchdog: a box that hangs whole is reset, here switched off
    ...['-rtc', clock === 'lost' ? 'base=1970-01-01T00:00:00' : 'base=utc'],
    ...(agentSocket === undefined ? [] : agentPort(agentSocket)),
    ...PORTS.flatMap(({ name, place, mac }) => [
      '-netdev',
      `tap,id=${name},ifname=${name},script=no,downscript=no`,
      '-device',
      `virtio-net-pci,netdev=${name},addr=${place},mac=${mac},romfile=`,
    ]),
  ];
}

/** QEMU loads the kernel itself: no boot loader, no second slot. */
function direct(image: string, data: string): string[] {
  return [
    ...['-no-reboot', '-kernel', `${image}.vmlinuz`, '-initrd', `${image}.initrd`],
    ...['-append', 'console=ttyAMA0 root=LABEL=omamori-root ro panic=10 systemd.firstboot=no loglevel=4'],
    ...drive('root', image, 'readonly=on', '0x2'),
    ...drive('data', data, 'cache=writeback', '0x3'),
  ];
}

function byUefi({ disk, firmware, variables }: UpdateDisk): string[] {
  const flash = (unit: number, file: string, option: string): string[] => [
    '-drive',
    `if=pflash,format=raw,unit=${unit},${option},file=${file.replaceAll(',', ',,')}`,
  ];
  return [
    ...flash(0, firmware, 'readonly=on'),
    ...flash(1, variables, 'cache=writeback'),
    ...drive('disk', disk, 'cache=writeback', '0x2'),
  ];
}

function agentPort(path: string): string[] {
  return [
    ...['-chardev', `socket,id=agent,server=on,wait=off,path=${path.replaceAll(',', ',,')}`],
    ...['-device', 'virtio-serial-pci,addr=0x5'],
    ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
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

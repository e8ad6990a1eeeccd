import { readFile } from 'node:fs/promises';

/** What the kernel says about one port (sysfs-class-net, sysfs-class-net-statistics). */
export interface PortFacts {
  /** Null when there is no such port: an adapter that was pulled. */
  readonly up: boolean | null;
  readonly index: number | null;
  readonly speedMbps: number | null;
  readonly duplex: 'full' | 'half' | null;
  /** Damaged or lost on the wire, both directions; what our rules drop is not counted here. */
  readonly errors: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

const WIRE_ERRORS = ['rx_errors', 'tx_errors', 'rx_crc_errors', 'rx_frame_errors', 'tx_carrier_errors'] as const;

export async function readPortFacts(port: string): Promise<PortFacts> {
  const read = async (name: string): Promise<string | null> =>
    await readFile(`/sys/class/net/${port}/${name}`, 'utf8').then(
      (text) => text.trim(),
      () => null, // the kernel refuses speed and duplex without carrier, and everything of a port that is gone
    );
  const number = async (name: string): Promise<number> => Number((await read(name)) ?? 0);
  const [state, index, speed, duplex] = await Promise.all(['operstate', 'ifindex', 'speed', 'duplex'].map(read));
  const [received = 0, sent = 0, ...kinds] = await Promise.all(WIRE_ERRORS.map((name) => number(`statistics/${name}`)));
  const mbps = Number(speed ?? -1);
  return {
    up: state === undefined || state === null ? null : state === 'up',
    index: index === undefined || index === null ? null : Number(index),
    speedMbps: mbps > 0 ? mbps : null,
    duplex: duplex === 'full' || duplex === 'half' ? duplex : null,
    errors: Math.max(received + sent, ...kinds), // drivers count a kind in the sums or not
    receivedBytes: await number('statistics/rx_bytes'),
    sentBytes: await number('statistics/tx_bytes'),
  };
}

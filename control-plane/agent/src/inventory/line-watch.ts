import type { AdminLineSighting } from '@omamori/contract/admin-install';
import type { CapturedPacket } from '../platform/capture.ts';
import { type Clock, isoOf } from '../platform/clock.ts';
import { readLineFrame } from './read-line-frame.ts';

/** What was seen on the wire, by side: for the install helper. In memory only; the oldest goes beyond sixty-four. */
export interface LineWatch {
  /** Hand to the capture's `onLine`; never throws. */
  readonly onFrame: (packet: CapturedPacket) => void;
  sightings(): AdminLineSighting[];
  /** Seconds since the watch began. */
  watchedSeconds(): number;
}

export type SideOf = (ifindex: number) => 'lan' | 'wan' | null;

const MOST = 64;
/** Many devices may stand beside the box: they must not push the router out. */
const MOST_NEIGHBOURS = 40;

export function startLineWatch(sideOf: SideOf, clock: Clock): LineWatch {
  const begunMs = clock.monotonicMs();
  const seen = new Map<string, AdminLineSighting>();
  const note = (sighting: AdminLineSighting): void => {
    const { kind, side, mac, address, detail } = sighting;
    const key = `${kind} ${side} ${mac} ${kind === 'neighbour' ? address : ''} ${kind === 'vlan' ? detail : ''}`;
    seen.delete(key); // newest last
    const of = (wanted: AdminLineSighting['kind']) => [...seen].filter(([, other]) => other.kind === wanted);
    if (kind === 'neighbour' && of('neighbour').length >= MOST_NEIGHBOURS) seen.delete(of('neighbour')[0]?.[0] ?? '');
    seen.set(key, sighting);
    const oldest = seen.keys().next();
    if (seen.size > MOST && oldest.done !== true) seen.delete(oldest.value);
  };
  return {
    onFrame: (packet) => {
      const port = packet.physIn ?? packet.inIfindex;
      const side = port === undefined ? null : sideOf(port);
      if (side === null) return;
      for (const frame of readLineFrame(packet)) note({ ...frame, side, lastSeen: isoOf(clock.nowMs()) });
    },
    sightings: () => [...seen.values()].reverse(),
    watchedSeconds: () => Math.floor((clock.monotonicMs() - begunMs) / 1000),
  };
}

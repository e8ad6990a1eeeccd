import type { DetectedDevice, Detection } from '@omamori/contract/detection';
import type { ClassifyContext } from './classify-context.ts';

export interface End {
  readonly ip: string;
  /** 0 where there is none. */
  readonly port: number;
  /** From the frame itself, null when it tells none. */
  readonly mac: string | null;
}

export type Placement = Pick<Detection, 'direction' | 'device' | 'peer'>;

/** `from` began the conversation. The end at home is the device; with both at home the one that is addressed. */
export function placeEnds(from: End, to: End, context: ClassifyContext): Placement {
  const fromHome = context.home.contains(from.ip);
  const toHome = context.home.contains(to.ip);
  if (fromHome && !toHome) return { direction: 'outbound', device: deviceAt(from, context), peer: peerAt(to, context) };
  const direction = fromHome ? 'internal' : 'inbound';
  return { direction, device: toHome ? deviceAt(to, context) : null, peer: peerAt(from, context) };
}

function deviceAt(end: End, context: ClassifyContext): DetectedDevice {
  const known = context.deviceOf(end.ip);
  const mac = end.mac ?? known?.mac ?? null;
  const name = (mac === null ? null : context.nameOf(mac)) ?? known?.name ?? null;
  return { ip: end.ip, mac, name: name === null ? null : name.slice(0, 120) };
}

function peerAt(end: End, context: ClassifyContext): Detection['peer'] {
  return { ip: end.ip, port: end.port === 0 ? null : end.port, country: context.countryOf(end.ip), name: null };
}

export function portOrNull(port: number | undefined): number | null {
  return port === undefined || port === 0 ? null : port;
}

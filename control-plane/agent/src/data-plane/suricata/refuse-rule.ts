// How a connection to a listed place is refused so that the client knows at once, by protocol (measured, ADR 0023):
//   TLS          reset to both sides by the engine
//   HTTP, DNS over TCP, QUIC   dropped by the engine with the rest of the flow; the agent answers in the server's place
//                (QUIC: ICMP "port unreachable", by which browsers take TCP; the engine's own `reject` sends none for UDP)
//   DNS over UDP         marked by the engine, dropped by the kernel, answered by the agent. Not dropped by the engine:
//                        that ends the whole flow, and resolvers ask for several names from one port.
import { MARK_LET_ON, MARK_NOT_ON } from '../ruleset/ruleset-names.ts';
import { type Told, toldBy } from './data-set.ts';

export type Refused = 'dns-udp' | 'dns-tcp' | 'tls' | 'http' | 'quic' | 'tcp' | 'udp';

/** What an alert says when the kernel drops its packet although the engine let it on. */
export const STOPPED_BY_KERNEL = 'omamori_verdict blocked';

const ACTIONS = {
  'dns-udp': ['alert', 'udp'],
  'dns-tcp': ['drop', 'tcp'],
  tls: ['rejectboth', 'tls'],
  http: ['drop', 'http'],
  quic: ['drop', 'quic'],
  tcp: ['rejectboth', 'tcp'],
  udp: ['drop', 'udp'],
} as const satisfies Record<Refused, readonly [string, string]>;

export interface RefuseRule {
  readonly refused: Refused;
  readonly action: 'drop' | 'alert';
  /** Addresses and ports, as a rule has them. */
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly match: string;
  readonly told: Told;
  readonly sid: number;
  /** More metadata, each with a comma in front. */
  readonly tags?: string;
}

export function refuseRule({ refused, action, from, to, name, match, told, sid, tags = '' }: RefuseRule): string {
  const [refusing, protocol] = ACTIONS[refused];
  const byKernel = refused === 'dns-udp' && action === 'drop';
  const mark = `0x${MARK_NOT_ON.toString(16)}`;
  const set = byKernel ? `nfq_set_mark:${mark}/${mark}; ` : '';
  const verdict = byKernel ? `, ${STOPPED_BY_KERNEL}` : '';
  const verb = action === 'alert' ? 'alert' : refusing;
  return `${verb} ${protocol} ${from} -> ${to} (msg:"${name}"; ${match}${set}${toldBy(told)}${verdict}${tags}; sid:${sid}; rev:1;)`.replace(
    / {2,}/g,
    ' ',
  );
}

/** Part of a `pass` rule about a question over UDP: a rule's mark is set whatever another rule says, see MARK_LET_ON. */
export const LET_ON = `nfq_set_mark:0x${MARK_LET_ON.toString(16)}/0x${MARK_LET_ON.toString(16)}; `;

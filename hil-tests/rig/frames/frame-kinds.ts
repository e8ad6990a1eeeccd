import {
  addressBytes,
  bytes,
  datagram,
  type Ends,
  ETHER,
  frame,
  icmp6,
  inSession,
  ip4,
  ip6,
  macBytes,
  NOBODY,
  PROTOCOL,
  tagged,
  withChecksum,
  word,
} from './build-packet.ts';

/** inspected: the engine has it; passed: nobody looks into it; dropped: the bridge does not forward it. */
export type Fate = 'inspected' | 'passed' | 'dropped';

export interface FrameKind {
  readonly name: string;
  /** What the box means to do, and so what the rig asks for. */
  readonly meant: Fate;
  /** Passed and carrying IP: the box must count it as uninspected. Absent: nobody counts it, it carries no conversation. */
  readonly told?: true;
  /** An IP packet that carries no conversation: whether the engine had it, the kernel's count says. */
  readonly isIp?: boolean;
  /** The family of the datagram within, null where no conversation is carried. */
  readonly carries: 4 | 6 | null;
  readonly make: (ends: Ends, payload: Buffer) => readonly Buffer[];
  /** Bytes by which it is known again behind the box, which may cut what stands behind an IP packet. */
  readonly known: (ends: Ends, payload: Buffer) => Buffer;
}

const byPayload = (_ends: Ends, payload: Buffer): Buffer => payload;

const NTP = 123;
const PPP = { ip4: 0x0021, ip6: 0x0057 } as const;
const VLAN = 5;

type Wrap = (type: number, packet: Buffer) => { readonly type: number; readonly body: Buffer };
const plain: Wrap = (type, body) => ({ type, body });
const inVlan =
  (vlan: number): Wrap =>
  (type, packet) => ({ type: ETHER.vlan, body: tagged(vlan, type, packet) });
const inTwo =
  (outer: number): Wrap =>
  (type, packet) => ({ type: outer, body: tagged(7, ETHER.vlan, tagged(VLAN, type, packet)) });
const overPpp: Wrap = (type, packet) => ({
  type: ETHER.pppoe,
  body: inSession(type === ETHER.ip4 ? PPP.ip4 : PPP.ip6, packet),
});
const overPppInVlan: Wrap = (type, packet) => {
  const { type: session, body } = overPpp(type, packet);
  return { type: ETHER.vlan, body: tagged(VLAN, session, body) };
};

/** A datagram of each family in its wrapping. */
function wrapped(name: string, wrap: Wrap, meant: Fate): FrameKind[] {
  return ([4, 6] as const).map((carries) => ({
    name: `${name}, IPv${carries}`,
    meant,
    ...(meant === 'passed' ? { told: true as const } : {}),
    carries,
    known: byPayload,
    make: (ends, payload) => {
      const { type, body } = wrap(carries === 4 ? ETHER.ip4 : ETHER.ip6, packet(carries, ends, payload));
      return [frame(NOBODY, ends.sourceMac, type, body)];
    },
  }));
}

function packet(family: 4 | 6, ends: Ends, payload: Buffer): Buffer {
  const body = datagram(ends, NTP, payload);
  return family === 4 ? ip4(ends, PROTOCOL.udp, body) : ip6(ends, PROTOCOL.udp, body);
}

const CUT = 16;

/** In two parts: 16 bytes and the rest. */
function pieces(family: 4 | 6, ends: Ends, payload: Buffer): Buffer[] {
  const whole = datagram(ends, NTP, payload);
  const id = 1 + Math.floor(Math.random() * 60_000);
  return [whole.subarray(0, CUT), whole.subarray(CUT)].map((part, index) => {
    const isLast = index === 1;
    const offset = index * (CUT / 8);
    if (family === 4) {
      const fragment = offset | (isLast ? 0 : 0x2000);
      return frame(NOBODY, ends.sourceMac, ETHER.ip4, ip4(ends, PROTOCOL.udp, part, { id, fragment }));
    }
    const header = bytes(PROTOCOL.udp, 0, word((offset << 3) | (isLast ? 0 : 1)), word(0), word(id));
    return frame(NOBODY, ends.sourceMac, ETHER.ip6, ip6(ends, PROTOCOL.fragment, Buffer.concat([header, part])));
  });
}

const ROUTER_ALERT = bytes('94040000');
const HOP_BY_HOP = bytes(PROTOCOL.udp, 0, '010400000000'); // PadN
const GROUP = { mac4: '01:00:5e:01:02:03', v4: '239.1.2.3', mac6: '33:33:00:01:00:03', v6: 'ff15::1:3' } as const;
const LINK_LOCAL = 'fe80::50:43ff:fe00:12';

const CARRIERS: readonly FrameKind[] = [
  ...wrapped('plain', plain, 'inspected'),
  ...wrapped('priority tag (VLAN 0)', inVlan(0), 'inspected'),
  ...wrapped('802.1Q', inVlan(VLAN), 'inspected'),
  ...wrapped('QinQ 802.1ad', inTwo(ETHER.provider), 'passed'),
  ...wrapped('QinQ 0x8100 twice', inTwo(ETHER.vlan), 'passed'),
  ...wrapped('PPPoE session', overPpp, 'inspected'),
  ...wrapped('PPPoE in 802.1Q', overPppInVlan, 'inspected'),
  {
    name: 'IPv4 options (router alert)',
    meant: 'inspected',
    carries: 4,
    known: byPayload,
    make: (ends, payload) => {
      const body = ip4(ends, PROTOCOL.udp, datagram(ends, NTP, payload), { options: ROUTER_ALERT });
      return [frame(NOBODY, ends.sourceMac, ETHER.ip4, body)];
    },
  },
  {
    name: 'IPv6 hop-by-hop header',
    meant: 'inspected',
    carries: 6,
    known: byPayload,
    make: (ends, payload) => {
      const body = ip6(ends, PROTOCOL.hopByHop, Buffer.concat([HOP_BY_HOP, datagram(ends, NTP, payload)]));
      return [frame(NOBODY, ends.sourceMac, ETHER.ip6, body)];
    },
  },
  ...([4, 6] as const).map(
    (carries): FrameKind => ({
      name: `fragments, IPv${carries}`,
      meant: 'inspected',
      carries,
      known: (_ends, payload) => payload.subarray(CUT - 8), // what the second part has of it
      make: (ends, payload) => pieces(carries, ends, payload),
    }),
  ),
  {
    name: 'multicast, IPv4',
    meant: 'inspected',
    carries: 4,
    known: byPayload,
    make: (ends, payload) => {
      const body = packet(4, { ...ends, target: GROUP.v4 }, payload);
      return [frame(GROUP.mac4, ends.sourceMac, ETHER.ip4, body)];
    },
  },
  {
    name: 'multicast, IPv6',
    meant: 'inspected',
    carries: 6,
    known: byPayload,
    make: (ends, payload) => {
      const body = packet(6, { ...ends, target: GROUP.v6 }, payload);
      return [frame(GROUP.mac6, ends.sourceMac, ETHER.ip6, body)];
    },
  },
];

/** One frame that carries nothing for anybody behind it; what makes it known again stands behind its own bytes. */
function lone(name: string, meant: Fate, to: string, type: number, body: (ends: Ends) => Buffer): FrameKind {
  const make = (ends: Ends, payload: Buffer) => [frame(to, ends.sourceMac, type, Buffer.concat([body(ends), payload]))];
  const isIp = type === ETHER.ip4 || type === ETHER.ip6;
  return { name, meant, carries: null, isIp, make, known: isIp ? body : byPayload };
}

const arp = ({ sourceMac, source }: Ends): Buffer =>
  bytes('0001080006040001', macBytes(sourceMac), addressBytes(source), '000000000000', addressBytes('192.168.77.250'));
const solicitation = ({ sourceMac }: Ends): Buffer => {
  const ends = { source: LINK_LOCAL, target: 'ff02::1:ff00:fa' };
  const asked = addressBytes('fe80::fa');
  return ip6(ends, PROTOCOL.icmp6, icmp6(ends, bytes('8700000000000000', asked, '0101', macBytes(sourceMac))), 255);
};
const igmp = ({ source }: Ends): Buffer =>
  ip4({ source, target: GROUP.v4 }, PROTOCOL.igmp, withChecksum(bytes('16000000', addressBytes(GROUP.v4)), 2), {
    options: ROUTER_ALERT,
    hops: 1,
  });
const mld = (): Buffer => {
  const ends = { source: LINK_LOCAL, target: 'ff02::16' };
  const report = icmp6(ends, bytes('8f00000000000001', '04000000', addressBytes(GROUP.v6)));
  return ip6(ends, PROTOCOL.hopByHop, bytes(PROTOCOL.icmp6, 0, '050200000100', report), 1);
};

const OTHERS: readonly FrameKind[] = [
  lone('ARP', 'passed', 'ff:ff:ff:ff:ff:ff', ETHER.arp, arp),
  lone('IPv6 neighbour solicitation', 'inspected', '33:33:ff:00:00:fa', ETHER.ip6, solicitation),
  lone('IGMPv2 report', 'inspected', GROUP.mac4, ETHER.ip4, igmp),
  lone('MLDv2 report', 'inspected', '33:33:00:00:00:16', ETHER.ip6, mld),
  lone('PPPoE discovery', 'passed', 'ff:ff:ff:ff:ff:ff', 0x8863, () => bytes('110900000004', '01010000')),
  lone('PPPoE session, link control', 'passed', NOBODY, ETHER.pppoe, () =>
    inSession(0xc021, bytes('0901000812345678')),
  ),
  lone('unknown ethertype (0x88b5)', 'passed', NOBODY, 0x88b5, () => Buffer.alloc(0)),
  lone('STP', 'passed', '01:80:c2:00:00:00', 38, () => bytes('424203', Buffer.alloc(35))),
  lone('LLDP', 'dropped', '01:80:c2:00:00:0e', 0x88cc, () => bytes('0207040250430000120403070112060200780000')),
  lone('EAPOL', 'dropped', '01:80:c2:00:00:03', 0x888e, () => bytes('01010000')),
  lone('jumbo (4,000 bytes), IPv4', 'dropped', NOBODY, ETHER.ip4, (ends) =>
    ip4(ends, PROTOCOL.udp, datagram(ends, NTP, Buffer.alloc(3972))),
  ),
];

export const FRAME_KINDS: readonly FrameKind[] = [...CARRIERS, ...OTHERS];

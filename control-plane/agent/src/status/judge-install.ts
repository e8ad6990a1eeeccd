// What the install helper says, from facts alone: pure, so that every sentence can be tested. Each answer is ok, look
// (somebody should look here) or unknown (it could not be told); `word` names the sentence in the page's catalogues.
import type { AdminCheck, AdminLineSighting, AdminPort } from '@omamori/contract/admin-install';
import type { Protection } from '@omamori/contract/health';

export interface InstallFacts {
  readonly ports: readonly AdminPort[];
  readonly sightings: readonly AdminLineSighting[];
  readonly watchedSeconds: number;
  /** Devices seen on the LAN port. */
  readonly devices: number;
  /** MACs of the gateways by the box's own routes; empty when it has none. */
  readonly gateways: readonly string[];
  readonly isHome: (address: string) => boolean;
  /** The box's own addresses that are not link-local. */
  readonly addresses: readonly string[];
  readonly center: {
    readonly named: boolean;
    readonly milliseconds: number | null;
    readonly connected: boolean;
  };
  readonly clockSynced: boolean;
  readonly protection: Protection;
}

/** Announcements come about every ten minutes (RFC 4861 §6.2.1), address renewals less often. */
const WATCH_LONG_ENOUGH_SECONDS = 600;
const MANY_ERRORS = 100;

type Answer = Omit<AdminCheck, 'id' | 'facts'> & { readonly facts?: AdminCheck['facts'] };
const ok = (word: string, facts: AdminCheck['facts'] = {}): Answer => ({ verdict: 'ok', word, facts });
const look = (word: string, facts: AdminCheck['facts'] = {}): Answer => ({ verdict: 'look', word, facts });
const unknown = (word: string, facts: AdminCheck['facts'] = {}): Answer => ({ verdict: 'unknown', word, facts });

export function judgeInstall(facts: InstallFacts): AdminCheck[] {
  const answers: readonly [AdminCheck['id'], Answer][] = [
    ['cables', judgeCables(facts)],
    ['sides', judgeSides(facts)],
    ['line', judgeLine(facts)],
    ['address', judgeAddress(facts)],
    ['center', judgeCenter(facts)],
    ['clock', facts.clockSynced ? ok('set') : unknown('unset')],
    ['inspection', judgeInspection(facts)],
    ['wifi', judgeWifi(facts)],
  ];
  return answers.map(([id, answer]) => ({ id, ...answer, facts: answer.facts ?? {} }));
}

function judgeCables({ ports }: InstallFacts): Answer {
  const of = (side: 'lan' | 'wan') => ports.find((port) => port.side === side);
  const [lan, wan] = [of('lan'), of('wan')];
  if (lan?.up !== true && wan?.up !== true) return look('none');
  if (lan?.up !== true) return look('lan-out');
  if (wan?.up !== true) return look('wan-out');
  const worst = Math.max(lan.errors, wan.errors);
  if (lan.duplex === 'half' || wan.duplex === 'half') return look('half');
  if (worst >= MANY_ERRORS) return look('errors', { n: worst });
  const speeds = [lan.speedMbps, wan.speedMbps].filter((speed) => speed !== null);
  if (speeds.some((speed) => speed < 1000)) return look('slow', { mbps: Math.min(...speeds) });
  return ok('good', speeds.length === 0 ? {} : { mbps: Math.min(...speeds) });
}

/** Where addresses are given out and routed from is the internet's side. */
function judgeSides({ sightings, gateways, devices }: InstallFacts): Answer {
  const givers = sightings.filter(
    ({ kind, mac }) =>
      kind === 'dhcp-server' ||
      kind === 'router' ||
      kind === 'pppoe-offer' ||
      (kind === 'neighbour' && gateways.includes(mac)),
  );
  const lan = givers.filter(({ side }) => side === 'lan').length;
  const wan = givers.length - lan;
  if (lan > 0 && wan > 0) return look('both', { address: addressOf(givers, 'lan') });
  if (lan > 0) return look('swapped', { address: addressOf(givers, 'lan') });
  if (wan > 0) return ok('right', { address: addressOf(givers, 'wan'), n: devices });
  return unknown(devices > 0 ? 'devices-only' : 'silent', { n: devices });
}

function addressOf(givers: readonly AdminLineSighting[], side: 'lan' | 'wan'): string {
  const found = givers.find((giver) => giver.side === side);
  return found?.address ?? found?.mac ?? '';
}

/** How the line is dialled: the outermost sign wins. */
function judgeLine({ sightings, watchedSeconds }: InstallFacts): Answer {
  const of = (kind: AdminLineSighting['kind']) => sightings.filter((seen) => seen.kind === kind);
  const [offer] = of('pppoe-offer');
  const vlans = [...new Set(of('vlan').map(({ detail }) => detail ?? ''))].sort().join(', ');
  if (offer !== undefined || of('pppoe-call').length > 0) {
    return offer === undefined ? look('pppoe-unanswered') : look('pppoe', { name: offer.detail ?? '' });
  }
  if (vlans !== '') return ok('vlan', { vlans });
  const [server] = of('dhcp-server');
  if (server !== undefined) return ok('dhcp', { address: server.address ?? server.mac });
  const [router] = of('router');
  if (router !== undefined) return ok('router', { address: router.address ?? router.mac });
  return unknown(watchedSeconds < WATCH_LONG_ENOUGH_SECONDS ? 'watching' : 'fixed');
}

function judgeAddress({ addresses, gateways }: InstallFacts): Answer {
  if (addresses.length === 0) return look('none');
  const facts = { address: addresses.join(', ') };
  return gateways.length === 0 ? look('no-router', facts) : ok('has', facts);
}

function judgeCenter({ center }: InstallFacts): Answer {
  const ms = Math.round(center.milliseconds ?? 0);
  if (center.connected) return ok('connected', { ms });
  if (!center.named) return look('no-name');
  return center.milliseconds === null ? look('no-way') : look('no-session', { ms });
}

function judgeInspection({ protection }: InstallFacts): Answer {
  if (protection === 'inspecting') return ok('inspecting');
  return protection === 'starting' ? unknown('starting') : look('passing');
}

/** Devices of the office that are seen on the WAN port use the line beside the box: the line unit's own Wi-Fi or ports. */
function judgeWifi({ sightings, gateways, isHome, watchedSeconds }: InstallFacts): Answer {
  const routers = new Set([
    ...gateways,
    ...sightings.flatMap(({ kind, mac }) => (kind === 'neighbour' || kind === 'vlan' ? [] : [mac])),
  ]);
  const beside = sightings.filter(
    ({ kind, side, mac, address }) =>
      kind === 'neighbour' && side === 'wan' && !routers.has(mac) && address !== null && isHome(address),
  );
  const macs = new Set(beside.map(({ mac }) => mac));
  if (macs.size > 0) {
    const shown = beside.slice(0, 5).map(({ address }) => address);
    return look('beside', { n: macs.size, addresses: [...new Set(shown)].join(', ') });
  }
  return watchedSeconds < WATCH_LONG_ENOUGH_SECONDS ? unknown('watching') : ok('none');
}

// F5: applications that the policy refuses. Names go through one data set for all applications that spare the same devices
// (rules and memory do not grow with their number; the agent says by the name which one it was), every other sign through
// a rule of its own that says the application. What the office cannot do without is left out before (protected-names.ts of
// the bundle, NEVER_BLOCKED of the contract). Told to nobody by the rule: the agent tells once a day a device.
import type { Application } from '@omamori/contract/application-catalogue';
import { type ApplicationPolicy, applicationMode } from '@omamori/contract/application-policy';
import { domainSet, domainSetRules, type ListRules } from './domain-rules.ts';
import { refuseRule } from './refuse-rule.ts';

/** Numbers the box gives itself: 1,952,000 to 1,959,999. */
const FIRST_SID = 1_952_000;
const SIDS_OF_A_GROUP = 100;
/** Devices that are spared make groups; more than so many different sets of them are not kept apart. */
const MOST_GROUPS = 30;
const SIGN_SID = FIRST_SID + MOST_GROUPS * SIDS_OF_A_GROUP;
const LAST_SID = 1_959_999;
/** Of app_proto, what Suricata 7 and 8 both know without a further switch; another word would make it refuse all rules. */
const ENGINE_KNOWS: ReadonlyMap<string, 'tcp' | 'udp'> = new Map([
  ['ftp', 'tcp'],
  ['ssh', 'tcp'],
  ['rdp', 'tcp'],
  ['rfb', 'tcp'],
  ['telnet', 'tcp'],
  ['ike', 'udp'],
  ['bittorrent-dht', 'udp'],
]);
const TOLD = { story: 'application', function: 'F5', severity: 'low', feed: 'omamori-applications' } as const;
const TAGS = ', omamori_told nobody, omamori_refused application';
/** What must not stand in a rule's text as it is (User Guide 7.0, "content"). */
const UNSAFE = /[^A-Za-z0-9 _./-]/g;

export interface RefusedApplication {
  readonly application: Application;
  /** Addresses of the devices for which it is not refused, in order. */
  readonly spared: readonly string[];
}

export interface RefusableApplications {
  readonly catalogue: readonly Application[];
  /** With every name below them. */
  readonly protectedNames: readonly string[];
}

export function refusedApplications(
  catalogue: readonly Application[],
  policy: ApplicationPolicy,
  addressesOf: (mac: string) => readonly string[],
): RefusedApplication[] {
  return catalogue.flatMap((application) => {
    const { mode, spared } = applicationMode(policy, application);
    if (mode !== 'block') return [];
    return [{ application, spared: [...new Set(spared.flatMap((mac) => [...addressesOf(mac)]))].sort() }];
  });
}

export function applicationRules(refused: readonly RefusedApplication[], all: RefusableApplications): ListRules {
  const groups = Map.groupBy(refused, ({ spared }) => spared.join(','));
  const byName = [...groups.values()].slice(0, MOST_GROUPS).map((group, index) => {
    const names = group.flatMap(({ application }) => application.domains ?? []);
    return nameRules(names, group[0]?.spared ?? [], all, FIRST_SID + index * SIDS_OF_A_GROUP);
  });
  let sid = SIGN_SID;
  const bySign = refused.flatMap((one) => signRules(one, () => sid++));
  return {
    lines: [...byName.flatMap(({ lines }) => lines), ...bySign.filter((_, index) => SIGN_SID + index <= LAST_SID)],
    files: byName.flatMap(({ files }) => files),
  };
}

/** Names of the catalogue that stand below a refused one and are not refused themselves keep their own way. */
function nameRules(
  names: readonly string[],
  spared: readonly string[],
  { catalogue, protectedNames }: RefusableApplications,
  sid: number,
): ListRules {
  const guarded = new Set(protectedNames);
  const listed = new Set(names.filter((name) => !isBelow(name, guarded)));
  if (listed.size === 0) return { lines: [], files: [] };
  const others = [...catalogue.flatMap(({ domains = [] }) => domains), ...protectedNames];
  const kept = [...new Set(others)].filter((name) => !listed.has(name) && isBelow(name, listed)).sort();
  return domainSetRules(domainSet([...listed]), TOLD, 'drop', sid, {
    more: (buffer) => kept.map((name) => unless(buffer, name)).join(''),
    from: `${without('any', spared)} any`,
    tags: TAGS,
  });
}

/** The name or one above it. */
function isBelow(name: string, above: ReadonlySet<string>): boolean {
  const labels = name.split('.');
  return labels.some((_, index) => above.has(labels.slice(index).join('.')));
}

function unless(buffer: string, name: string): string {
  const lower = buffer === 'http.host' ? '' : 'to_lowercase; ';
  return `${buffer}; ${lower}dotprefix; content:!".${name}"; endswith; `;
}

function without(whom: string, spared: readonly string[]): string {
  if (spared.length === 0) return whom;
  return whom === 'any' ? `![${spared.join(',')}]` : `[${whom},![${spared.join(',')}]]`;
}

/** Signs other than names, each told with its application. */
function signRules({ application, spared }: RefusedApplication, nextSid: () => number): string[] {
  const { name, agents = [], issuers = [], networks = [], ports = [], protocols = [] } = application;
  const from = `${without('$HOME_NET', spared)} any`;
  const rule = (refused: 'tcp' | 'udp' | 'http', to: string, match: string) =>
    refuseRule({
      ...{ refused, action: 'drop', from, to, match, told: TOLD, sid: nextSid() },
      ...{ name: `Omamori refused application ${name}`, tags: `${TAGS}, omamori_application ${name}` },
    });
  const both = (to: string) => [rule('tcp', to, BEGINS), rule('udp', to, '')];
  return [
    ...protocols.flatMap((protocol) => {
      const kind = ENGINE_KNOWS.get(protocol);
      return kind === undefined ? [] : [rule(kind, '$EXTERNAL_NET any', `app-layer-protocol:${protocol}; `)];
    }),
    ...ports.map((text) => {
      const [kind, port] = text.split('/');
      return rule(kind === 'udp' ? 'udp' : 'tcp', `$EXTERNAL_NET ${port}`, kind === 'udp' ? '' : BEGINS);
    }),
    ...networks.flatMap((network) => both(`[${network}] any`)),
    ...agents.map((part) => rule('http', '$EXTERNAL_NET any', `http.user_agent; ${contentOf(part)}`)),
    ...issuers.flatMap((part) =>
      ['tls.cert_issuer', 'tls.cert_subject'].map((buffer) => {
        const match = `${buffer}; ${contentOf(part)}`;
        return certificateRule(name, without('$HOME_NET', spared), match, nextSid());
      }),
    ),
  ];
}

/** The server shows its certificate, so the packet comes from outside. */
function certificateRule(name: string, home: string, match: string, sid: number): string {
  return refuseRule({
    ...{ refused: 'tls', action: 'drop', from: '$EXTERNAL_NET any', to: `${home} any`, match, told: TOLD, sid },
    ...{ name: `Omamori refused application ${name}`, tags: `${TAGS}, omamori_application ${name}` },
  });
}

const BEGINS = 'flow:to_server; flags:S,CE; ';

function contentOf(text: string): string {
  return `content:"${text.replace(
    UNSAFE,
    (sign) =>
      `|${Buffer.from(sign)
        .toString('hex')
        .replace(/(..)(?=.)/g, '$1 ')}|`,
  )}"; `;
}

const HEADER = /^(\S+)\s+(\S+)\s+(\[[^\]]*\]|\S+)\s+(\S+)\s+(->|<>)\s+(\[[^\]]*\]|\S+)\s+(\S+)\s+(\(.*)$/;

/**
 * A rule of the bundle that knows an application by its payload: refused, it drops instead of naming alone, whichever end
 * sent it, but for the devices that are spared. Its threshold keeps it from writing, not from dropping (User Guide 7.0,
 * "threshold": limit is silent, the action stays).
 */
export function refusedPayloadRule(line: string, refused: ReadonlyMap<string, RefusedApplication>): string {
  const name = /\bomamori_application ([^,;]+)[,;]/.exec(line)?.[1]?.trim();
  const found = name === undefined ? undefined : refused.get(name);
  const parts = found === undefined ? null : HEADER.exec(line);
  if (found === undefined || parts === null) return line;
  const [, , protocol = '', from = '', fromPort = '', arrow = '', to = '', toPort = '', body = ''] = parts;
  const ends = [without(from, found.spared), without(to, found.spared)];
  return `drop ${protocol} ${ends[0]} ${fromPort} ${arrow} ${ends[1]} ${toPort} ${body}`;
}

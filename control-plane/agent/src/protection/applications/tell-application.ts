import type { Application, ApplicationCategory } from '@omamori/contract/application-catalogue';
import type { Detection } from '@omamori/contract/detection';

/** What lets somebody in, hides something or makes money for a stranger: told once a day for each device. */
const TOLD: ReadonlySet<ApplicationCategory> = new Set(['remote-control', 'vpn', 'tor', 'p2p', 'mining']);

/** Nobody is shamed by name for these: they are said of the office. Per person only by F4's recorded request. */
const OF_THE_OFFICE: ReadonlySet<ApplicationCategory> = new Set(['adult', 'gambling', 'shopping', 'social']);

export function isTold(category: ApplicationCategory): boolean {
  return TOLD.has(category);
}

export function isOfTheOffice(category: ApplicationCategory): boolean {
  return OF_THE_OFFICE.has(category);
}

export interface SeenApplication {
  readonly ip: string;
  readonly mac: string | null;
  readonly atMs: number;
  readonly signs: {
    readonly name: string;
    readonly protocol: string;
    readonly port: number;
    readonly peer: string;
    readonly applicationProtocol: string;
  };
  readonly rule?: { readonly id: number; readonly words: string; readonly application: string };
}

export interface TellContext {
  readonly countryOf: (ip: string) => string | null;
  readonly dateOf: (feed: string) => string | null;
  readonly nameOf: (mac: string) => string | null;
  readonly clockSynced: boolean;
}

const FEED = 'omamori-applications';

/** The detection of F5: a device runs an application that the desk should know of. Pure. */
export function tellApplication(seen: SeenApplication, application: Application, context: TellContext): Detection {
  const { ip, mac, atMs, signs, rule } = seen;
  const at = new Date(atMs).toISOString();
  const feedDate = context.dateOf(FEED);
  const { applicationProtocol } = signs;
  return {
    at,
    until: at,
    count: 1,
    clockSynced: context.clockSynced,
    function: 'F5',
    direction: 'outbound',
    verdict: 'detected',
    story: 'application',
    severity: application.category === 'mining' || application.category === 'tor' ? 'medium' : 'low',
    device: { ip, mac, name: mac === null ? null : context.nameOf(mac) },
    peer: { ip: signs.peer, port: signs.port, country: context.countryOf(signs.peer), name: signs.name || null },
    flow: {
      protocol: signs.protocol || 'ip',
      sourceIp: ip,
      sourcePort: null,
      destinationIp: signs.peer,
      destinationPort: signs.port,
      applicationProtocol: applicationProtocol === '' || applicationProtocol === 'failed' ? null : applicationProtocol,
      flowId: null,
    },
    rule: {
      engine: 'suricata',
      id: rule === undefined ? application.name : String(rule.id),
      name: `${application.name} (${application.category})`,
      feed: FEED,
      ...(feedDate === null ? {} : { feedDate }),
      category: application.category,
    },
    evidence: { kind: 'payload', base64: '', facts: factsOf(seen, application) },
    recovered: false,
  };
}

function factsOf({ signs }: SeenApplication, { name, category }: Application): Record<string, string> {
  const facts = { application: name, category };
  return signs.name === '' ? facts : { ...facts, host: signs.name.slice(0, 300) };
}

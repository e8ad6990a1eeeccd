import type { Application } from '@omamori/contract/application-catalogue';
import type { Detection } from '@omamori/contract/detection';

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
  /** The policy refused it. */
  readonly refused?: true;
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
  const { ip, mac, atMs, signs, rule, refused } = seen;
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
    verdict: refused === true ? 'blocked' : 'detected',
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

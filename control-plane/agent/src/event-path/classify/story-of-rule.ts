import {
  SERVICE_FUNCTIONS,
  SEVERITIES,
  type ServiceFunction,
  type Severity,
  STORY_KINDS,
  type StoryKind,
} from '@omamori/contract/detection';
import type { EveAlert } from 'suricata-eve-parser';

export interface RuleMeaning {
  readonly function: ServiceFunction;
  readonly story: StoryKind;
  readonly severity: Severity;
  readonly feed: string;
}

type Meaning = readonly [ServiceFunction, StoryKind];

/** By the description that classification.config gives a classtype: EVE's alert.category. Lower case. */
const BY_CATEGORY: ReadonlyMap<string, Meaning> = new Map([
  ['a network trojan was detected', ['F2', 'command-and-control']],
  ['malware command and control activity detected', ['F2', 'command-and-control']],
  ['domain observed used for c2 detected', ['F2', 'command-and-control']],
  ['targeted malicious activity was detected', ['F2', 'command-and-control']],
  ['crypto currency mining activity detected', ['F2', 'command-and-control']],
  ['exploit kit activity detected', ['F2', 'exploit']],
  ['executable code was detected', ['F2', 'exploit']],
  ['attempted user privilege gain', ['F2', 'exploit']],
  ['unsuccessful user privilege gain', ['F2', 'exploit']],
  ['successful user privilege gain', ['F2', 'exploit']],
  ['attempted administrator privilege gain', ['F2', 'exploit']],
  ['successful administrator privilege gain', ['F2', 'exploit']],
  ['web application attack', ['F2', 'exploit']],
  ['access to a potentially vulnerable web application', ['F2', 'exploit']],
  ['misc attack', ['F2', 'exploit']],
  ['attempt to login by a default username and password', ['F2', 'exploit']],
  ['an attempted login using a suspicious username was detected', ['F2', 'exploit']],
  ['attempted information leak', ['F2', 'scan']],
  ['information leak', ['F2', 'scan']],
  ['large scale information leak', ['F2', 'scan']],
  ['detection of a network scan', ['F2', 'scan']],
  ['decode of an rpc query', ['F2', 'scan']],
  ['attempted denial of service', ['F8', 'flood']],
  ['denial of service', ['F8', 'flood']],
  ['detection of a denial of service attack', ['F8', 'flood']],
  ['possible social engineering attempted', ['F3', 'dangerous-site']],
  ['successful credential theft detected', ['F3', 'dangerous-site']],
  ['possibly unwanted program detected', ['F5', 'application']],
  ['potential corporate privacy violation', ['F5', 'application']],
  ['inappropriate content was detected', ['F4', 'other']],
]);

/** Name of the rule set in front of the message, as ET Open and most feeds write it; first match counts. */
const BY_NAME: readonly (readonly [RegExp, Meaning])[] = [
  [/\b(?:phish|dangerous site|malicious (?:domain|url|site)|urlhaus)/i, ['F3', 'dangerous-site']],
  [/\b(?:eicar|virus|ransomware file|malware file)/i, ['F1', 'malware-file']],
  [/^ET (?:MALWARE|TROJAN|CNC|MOBILE_MALWARE)\b/, ['F2', 'command-and-control']],
  [/^ET (?:EXPLOIT|WEB_SERVER|WEB_SPECIFIC_APPS|WEB_CLIENT|ATTACK_RESPONSE|SHELLCODE|SQL)\b/, ['F2', 'exploit']],
  [/^ET SCAN\b/, ['F2', 'scan']],
  [/^ET DOS\b/, ['F8', 'flood']],
  [/^ET (?:P2P|CHAT|GAMES|POLICY|TOR|REMOTE_ACCESS|INFO)\b/, ['F5', 'application']],
];

const SIGNATURE_SEVERITY: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['major', 'high'],
  ['minor', 'medium'],
  ['informational', 'low'],
]);

/** First what our own rules say of themselves in `metadata: omamori_…`, then class, then name, then the rest. */
export function meaningOfAlert(alert: EveAlert): RuleMeaning {
  const [byRule, story] =
    BY_NAME.find(([pattern]) => pattern.test(alert.signature ?? ''))?.[1] ??
    BY_CATEGORY.get((alert.category ?? '').toLowerCase()) ??
    (['F2', 'other'] as const);
  return {
    function: oneOf(SERVICE_FUNCTIONS, tag(alert, 'omamori_function')) ?? byRule,
    story: oneOf(STORY_KINDS, tag(alert, 'omamori_story')) ?? story,
    severity: severityOf(alert),
    feed: feedOf(alert),
  };
}

function severityOf(alert: EveAlert): Severity {
  const own = oneOf(SEVERITIES, tag(alert, 'omamori_severity'));
  const byFeed = SIGNATURE_SEVERITY.get((tag(alert, 'signature_severity') ?? '').toLowerCase());
  const byClass = alert.severity === 1 ? 'high' : alert.severity === 2 ? 'medium' : 'low';
  return own ?? byFeed ?? byClass;
}

function feedOf(alert: EveAlert): string {
  const own = tag(alert, 'omamori_feed');
  if (own !== undefined) return own.slice(0, 80);
  if (tag(alert, 'omamori_story') !== undefined) return 'omamori-base';
  const sid = alert.signature_id ?? 0;
  if (sid >= 2_000_000 && sid < 2_900_000) return alert.signature?.startsWith('ET ') ? 'et-open' : 'suricata-events';
  return 'local';
}

/** Metadata is what a rule's author wrote: anything may stand there. */
function tag(alert: EveAlert, name: string): string | undefined {
  const values: unknown = alert.metadata?.[name];
  const first: unknown = Array.isArray(values) ? values[0] : values;
  return typeof first === 'string' ? first : undefined;
}

function oneOf<T extends string>(known: readonly T[], value: string | undefined): T | undefined {
  return known.find((candidate) => candidate === value);
}

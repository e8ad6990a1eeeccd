import type { Detection, Severity } from '@omamori/contract/detection';
import { isoOf } from '../../platform/clock.ts';
import type { ClassifyContext } from './classify-context.ts';
import { placeEnds, portOrNull } from './place-ends.ts';

interface Address {
  readonly ip: string;
  readonly port: number;
}

/** A message in which the mail policy found something; signs with the heaviest first. */
export interface MailFinding {
  readonly at: number;
  readonly blocked: boolean;
  readonly protocol: string;
  readonly fromClient: boolean;
  readonly client: Address;
  readonly server: Address;
  readonly envelope: { readonly from: string | null; readonly to: readonly string[] };
  readonly score: number;
  readonly severity: Exclude<Severity, 'critical'>;
  readonly signs: readonly {
    readonly sign: string;
    readonly score: number;
    /** For the analyst: what was seen, in one sentence. */
    readonly sentence: string;
    readonly facts: Readonly<Record<string, string>>;
  }[];
}

type Context = Pick<ClassifyContext, 'home' | 'countryOf' | 'deviceOf' | 'nameOf' | 'clockSynced'>;
const MOST_SIGNS = 12;
const MOST_TEXT = 300;

/** The direction is the mail's way. No subject and no word of the mail is evidence: names, addresses and reasons are. */
export function classifyMail(finding: MailFinding, context: Context): Detection {
  const { client, server, fromClient, signs } = finding;
  const [sender, receiver] = fromClient ? [client, server] : [server, client];
  const ends = (from: Address, to: Address) =>
    placeEnds({ ...from, mac: null }, { ...to, mac: null }, context as ClassifyContext);
  const at = isoOf(finding.at);
  const [heaviest] = signs;
  return {
    at,
    until: at,
    count: 1,
    clockSynced: context.clockSynced(),
    function: 'F1',
    verdict: finding.blocked ? 'blocked' : 'detected',
    story: 'suspicious-mail',
    severity: finding.severity,
    ...ends(client, server),
    direction: ends(sender, receiver).direction,
    flow: {
      protocol: 'tcp',
      sourceIp: client.ip,
      sourcePort: portOrNull(client.port),
      destinationIp: server.ip,
      destinationPort: portOrNull(server.port),
      applicationProtocol: finding.protocol,
      flowId: null,
    },
    rule: {
      engine: 'nftables', // ours; the contract knows the engine's rules and our own
      id: `mail:${heaviest?.sign ?? 'none'}`,
      name: (heaviest?.sentence ?? '').slice(0, MOST_TEXT),
      feed: 'mail-policy',
      category: null,
    },
    evidence: { kind: 'payload', base64: '', facts: factsOf(finding) },
    recovered: false,
  };
}

function factsOf({ envelope, score, signs }: MailFinding): Record<string, string> {
  const file = signs.find(({ facts }) => facts['file'] !== undefined)?.facts['file'];
  const reasons = signs
    .slice(0, MOST_SIGNS)
    .map(({ sign, score: one, sentence }, index) => [
      `reason ${index + 1}`,
      `${sign} +${one}: ${sentence}`.slice(0, MOST_TEXT),
    ]);
  return {
    ...(envelope.from === null || envelope.from === '' ? {} : { 'mail from': envelope.from.slice(0, MOST_TEXT) }),
    ...(envelope.to.length === 0 ? {} : { 'mail to': envelope.to.slice(0, 8).join(' ').slice(0, MOST_TEXT) }),
    ...(file === undefined ? {} : { file }),
    score: String(score),
    ...(Object.fromEntries(reasons) as Record<string, string>),
  };
}

import type { Detection } from '@omamori/contract/detection';
import { isoOf } from '../../platform/clock.ts';
import type { ClassifyContext } from './classify-context.ts';
import { placeEnds, portOrNull } from './place-ends.ts';

interface Address {
  readonly ip: string;
  readonly port: number;
}

/** A file in which the antivirus found malware. */
export interface FileFinding {
  readonly at: number;
  readonly blocked: boolean;
  readonly virus: string;
  readonly by: 'hash' | 'scanner';
  readonly sha256: string;
  readonly bytes: number;
  readonly protocol: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly client: Address;
  readonly server: Address;
  readonly fromClient: boolean;
}

type Context = Pick<ClassifyContext, 'home' | 'countryOf' | 'deviceOf' | 'nameOf' | 'clockSynced'>;

/** The direction is the file's way; the flow begins with the client, as everywhere. No byte of the file is evidence. */
export function classifyFile(finding: FileFinding, context: Context): Detection {
  const { client, server, fromClient, by } = finding;
  const [sender, receiver] = fromClient ? [client, server] : [server, client];
  const ends = (from: Address, to: Address) =>
    placeEnds({ ...from, mac: null }, { ...to, mac: null }, context as ClassifyContext);
  const at = isoOf(finding.at);
  return {
    at,
    until: at,
    count: 1,
    clockSynced: context.clockSynced(),
    function: 'F1',
    verdict: finding.blocked ? 'blocked' : 'detected',
    story: 'malware-file',
    severity: finding.blocked ? 'high' : 'critical',
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
      id: `antivirus:${by}`,
      name: finding.virus.slice(0, 300),
      feed: by === 'hash' ? 'hash-list' : 'clamav',
      category: null,
    },
    evidence: {
      kind: 'payload',
      base64: '',
      facts: {
        ...finding.facts,
        virus: finding.virus.slice(0, 200),
        sha256: finding.sha256,
        size: `${finding.bytes} bytes`,
      },
    },
    recovered: false,
  };
}

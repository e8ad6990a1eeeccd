import type { Detection, Severity } from '@omamori/contract/detection';

export function sampleDetection(
  part: { port?: number; severity?: Severity; device?: string; id?: string } = {},
): Detection {
  const ip = part.device ?? '10.99.0.5';
  const sourcePort = part.port ?? 40_001;
  return {
    at: '2026-01-31T00:00:00.123Z',
    until: '2026-01-31T00:00:00.123Z',
    count: 1,
    clockSynced: true,
    function: 'F7',
    direction: 'inbound',
    verdict: 'blocked',
    story: 'remote-control-attempt',
    severity: part.severity ?? 'high',
    device: { ip, mac: null, name: null },
    peer: { ip: '203.0.113.9', port: sourcePort, country: 'LV', name: null },
    flow: {
      protocol: 'tcp',
      sourceIp: '203.0.113.9',
      sourcePort,
      destinationIp: ip,
      destinationPort: 3389,
      applicationProtocol: null,
      flowId: null,
    },
    rule: {
      engine: 'nftables',
      id: part.id ?? `port-policy:${sourcePort}`,
      name: 'closed port',
      feed: 'port-policy',
      category: null,
    },
    evidence: null,
    recovered: false,
  };
}

import type { AdminBlock } from '@omamori/contract/admin-api';
import type { Detection } from '@omamori/contract/detection';

/** A spooled detection as the box's page shows it. */
export function readBlock(detection: Detection): AdminBlock {
  const { device, peer, flow, rule } = detection;
  const aimed = flow.destinationPort;
  return {
    at: detection.at,
    count: detection.count,
    direction: detection.direction,
    verdict: detection.verdict,
    story: detection.story,
    device: device === null ? null : (device.name ?? device.ip),
    peer: peer === null ? null : (peer.name ?? peer.ip),
    country: peer?.country ?? null,
    service: aimed === null ? null : `${flow.protocol.toLowerCase()}/${aimed}`,
    rule: { id: rule.id, name: rule.name, feed: rule.feed },
  };
}

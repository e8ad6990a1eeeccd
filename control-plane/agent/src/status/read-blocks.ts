import type { AdminBlock } from '@omamori/contract/admin-api';
import type { Detection } from '@omamori/contract/detection';

/** What is known of the rule or list beside the detection. */
export type RuleFacts = Pick<AdminBlock['rule'], 'others' | 'entries'>;

/** A spooled detection as the box's page shows it. */
export function readBlock(detection: Detection, facts: RuleFacts = {}): AdminBlock {
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
    rule: {
      id: rule.id,
      name: rule.name,
      feed: rule.feed,
      ...(rule.feedDate === undefined ? {} : { feedDate: rule.feedDate }),
      ...facts,
    },
    pass: narrowestPass(detection),
  };
}

/** Signatures the box makes itself: there the name or the address is let pass, not the signature. */
const FIRST_OWN_SID = 1_900_000;
const LAST_OWN_SID = 1_999_999;

/** By one other end, name or signature, and for one device where it is known: never a whole country from here. */
function narrowestPass({ verdict, device, peer, rule }: Detection): AdminBlock['pass'] {
  if (verdict !== 'blocked') return null;
  const forDevice = device?.mac ?? null;
  if (rule.engine === 'nftables') {
    return peer === null ? null : { target: { kind: 'address', address: peer.ip }, device: forDevice };
  }
  const sid = Number(rule.id);
  if (!Number.isSafeInteger(sid) || sid < 1) return null;
  if (sid < FIRST_OWN_SID || sid > LAST_OWN_SID) return { target: { kind: 'rule', sid }, device: forDevice };
  const name = peer?.name ?? '';
  if (name.includes('.')) return { target: { kind: 'domain', domain: name.toLowerCase() }, device: forDevice };
  return peer === null ? null : { target: { kind: 'address', address: peer.ip }, device: forDevice };
}

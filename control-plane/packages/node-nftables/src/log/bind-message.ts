import { type Attribute, be16, be32, buildRequest } from '../netlink/message.ts';
import * as protocol from './nflog-protocol.ts';

export interface GroupSettings {
  readonly copyRange: number;
  readonly queueThreshold: number;
  readonly flushTimeoutMs: number;
}

const DATAGRAM_BYTES = 65_536;

/**
 * Binds a group and sets it up in one message, so that no packet is logged half configured. PF_BIND is left alone:
 * rules that name a group do not need it, and it would change the logger of everyone in the namespace.
 */
export function bindMessage(group: number, sequence: number, settings: GroupSettings): Uint8Array {
  const mode = new Uint8Array(6);
  mode.set(be32(settings.copyRange));
  mode[4] = protocol.NFULNL_COPY_PACKET;
  const attributes: Attribute[] = [
    { type: protocol.NFULA_CFG_CMD, value: Uint8Array.of(protocol.NFULNL_CFG_CMD_BIND) },
    { type: protocol.NFULA_CFG_MODE, value: mode },
    { type: protocol.NFULA_CFG_NLBUFSIZ, value: be32(DATAGRAM_BYTES) },
    { type: protocol.NFULA_CFG_TIMEOUT, value: be32(Math.ceil(settings.flushTimeoutMs / 10)) },
    { type: protocol.NFULA_CFG_QTHRESH, value: be32(settings.queueThreshold) },
    { type: protocol.NFULA_CFG_FLAGS, value: be16(protocol.NFULNL_CFG_F_SEQ) },
  ];
  return buildRequest(protocol.CONFIG_MESSAGE, sequence, 0, group, attributes);
}

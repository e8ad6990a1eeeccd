// Joins the flood guard with the event path, for main.ts: the kernel counts and blocks, the guard tells.
import type { FloodBlock } from '@omamori/contract/flood-blocks';
import { ok } from '@omamori/contract/result';
import type { NflogPacket, Nft } from 'node-nftables';
import { FLOOD_KINDS, FLOOD_PREFIX } from './data-plane/ruleset/flood-names.ts';
import type { EventPath } from './event-path/event-path.ts';
import { protocolName } from './event-path/intake/block.ts';
import { etherTypeOf } from './event-path/intake/read-block.ts';
import { systemBootClock } from './platform/boot-clock.ts';
import type { Clock } from './platform/clock.ts';
import { macText } from './platform/ip-text.ts';
import type { Log } from './platform/log.ts';
import { parseFrame } from './platform/parse-frame.ts';
import type { AttackSample } from './protection/floods/attack-samples.ts';
import { type AttackContext, isOutbound } from './protection/floods/describe-attack.ts';
import { FLOOD_SOURCE, type FloodWatch, startFloodWatch } from './protection/floods/flood-watch.ts';

export interface FloodGround {
  readonly nft: Pick<Nft, 'list' | 'deleteElements'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: Pick<EventPath, 'counted'>;
  readonly bundles: Pick<AttackContext, 'countryOf'>;
  readonly inventory: Pick<AttackContext, 'deviceOf' | 'nameOf'>;
  readonly clockSynced: { readonly now: () => boolean };
  /** 'block' or 'detect' as the policy in force says. */
  readonly mode: () => string | undefined;
}

/** Packets come before the spool is open and after it is closed: then nobody looks at them. */
export interface FloodRoom {
  readonly onSample: (packet: NflogPacket) => void;
  /** Returns what ends it. */
  open(ground: FloodGround): () => Promise<void>;
  blocks(): readonly FloodBlock[];
  release: FloodWatch['release'];
}

export function floodRoom(): FloodRoom {
  let watch: FloodWatch | null = null;
  return {
    onSample: (packet) => {
      const sample = watch === null ? null : readFloodSample(packet);
      if (sample !== null) watch?.sample(sample);
    },
    open: (ground) => {
      const opened = guardFloods(ground);
      watch = opened;
      return async () => {
        watch = null;
        await opened.stop();
      };
    },
    blocks: () => watch?.blocks() ?? [],
    release: async (source) => (watch === null ? ok(false) : await watch.release(source)),
  };
}

function guardFloods({ nft, clock, log, events, bundles, inventory, clockSynced, mode }: FloodGround): FloodWatch {
  return startFloodWatch({
    nft,
    clock,
    log,
    context: {
      countryOf: bundles.countryOf,
      deviceOf: inventory.deviceOf,
      nameOf: inventory.nameOf,
      clockSynced: clockSynced.now,
    },
    blocking: () => mode() !== 'detect',
    bootId: systemBootClock().bootId,
    bookmark: () => events.counted.bookmark(FLOOD_SOURCE),
    store: (detections, value) => events.counted.store(detections, { source: FLOOD_SOURCE, value }),
  });
}

/** Null when the copy is no IP packet. */
export function readFloodSample(packet: NflogPacket): AttackSample | null {
  const kind = FLOOD_KINDS.find((known) => packet.prefix === `${FLOOD_PREFIX}${known}`);
  const frame = parseFrame(packet.hwProtocol ?? etherTypeOf(packet.hwHeader), packet.payload);
  if (kind === undefined || frame === null) return null;
  const outbound = isOutbound(kind);
  return {
    kind,
    device: outbound ? frame.source : frame.destination,
    deviceMac: macText(packet.hwHeader, outbound ? 6 : 0),
    peer: outbound ? frame.destination : frame.source,
    protocol: protocolName(frame.protocol),
    // Of reflected answers the service is where they come from.
    port: kind === 'reflection' ? frame.sourcePort : frame.destinationPort,
  };
}

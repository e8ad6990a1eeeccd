import { ok } from '@omamori/contract/result';
import {
  accept,
  bitmask,
  bitOr,
  type Command,
  type Family,
  mangle,
  match,
  meta,
  type NftDocument,
  queue,
  range,
  type Statement,
  type TableRef,
} from 'node-nftables';
import { fromNft, type KernelDoor } from '../kernel-door.ts';
import { canonicalLines } from '../observe-kernel.ts';
import { MARK_HANDED, MARK_INSPECTED } from '../ruleset/ruleset-names.ts';
import type { QueueMode, QueueOptions, QueueRule } from './queue-rule.ts';

/**
 * nftables `queue` in the IP families, for kernels with nft_queue (the appliance's). Never in the bridge family:
 * there segmented packets come back broken (measured). The same rules as iptables-physdev.ts, by single bits of the mark:
 * the engine gives bits of its own with its verdict "repeat", and what was handed over once is never handed over again.
 */
const TABLE = 'omamori_queue';
const RULES = 4;
const FAMILIES = ['ip', 'ip6'] as const satisfies readonly Family[];

export function nftQueueRule(nft: KernelDoor, options: QueueOptions): QueueRule {
  return {
    async installed() {
      const modes = new Set<QueueMode>();
      for (const family of FAMILIES) {
        const listing = fromNft(await nft.list({ family, table: TABLE }));
        if (!listing.ok) return listing.error.code === 'NFT_NOT_FOUND' ? ok(null) : listing;
        const lines = canonicalLines(listing.value);
        const rules = lines.filter((line) => line.includes('"rule"'));
        const last = rules.at(-1) ?? '';
        const stands = rules.length === RULES && last.includes('"queue"');
        if (!stands || !last.includes(options.bridge)) return ok(null);
        modes.add(last.includes('bypass') ? 'open' : 'closed');
      }
      const [mode] = modes;
      return ok(modes.size === 1 && mode !== undefined ? mode : null);
    },
    install: async (mode) => fromNft(await nft.run(queueDocument(options, mode))),
    async remove() {
      for (const family of FAMILIES) {
        const gone = fromNft(await nft.run(removeDocument({ family, table: TABLE })));
        if (!gone.ok) return gone;
      }
      return ok(undefined);
    },
  };
}

/** Both tables anew in one transaction: no packet passes between the old rule and the new one. */
export function queueDocument({ queues, bridge }: QueueOptions, mode: QueueMode): NftDocument {
  return { nftables: FAMILIES.flatMap((family) => tableCommands(family, queues, bridge, mode)) };
}

function tableCommands(family: (typeof FAMILIES)[number], queues: number, bridge: string, mode: QueueMode): Command[] {
  const at = { family, table: TABLE };
  const name = 'forward';
  const target = queues === 1 ? 0 : range(0, queues - 1);
  return [
    ...removeDocument(at).nftables,
    { add: { table: { family, name: TABLE } } },
    { add: { chain: { ...at, name, type: 'filter', hook: 'forward', prio: 0, policy: 'accept' } } },
    ...ruleStatements(match(meta('iifname'), bridge), queue(target, mode === 'open' ? ['bypass'] : [])).map(
      (expr): Command => ({ add: { rule: { ...at, chain: name, expr } } }),
    ),
  ];
}

function ruleStatements(bridged: Statement, toEngine: Statement): Statement[][] {
  const mark = meta('mark');
  const bears = (bit: number): Statement => match(bitmask(mark, bit), bit);
  const give = (bit: number): Statement => mangle(mark, bitOr(mark, bit));
  return [
    [bears(MARK_HANDED), give(MARK_INSPECTED)],
    [bears(MARK_INSPECTED), accept()],
    [bridged, give(MARK_HANDED)],
    [bridged, toEngine],
  ];
}

/** `add` first, so that it works whether the table is there or not. */
function removeDocument({ family, table }: TableRef): NftDocument {
  const object = { table: { family, name: table } };
  return { nftables: [{ add: object }, { delete: object }] };
}

import type { Floods } from '@omamori/contract/desired-state';
import { accept, counter, drop, jump, limit, log, type Statement, setUpdate } from 'node-nftables';
import type { IpFamily } from '../../platform/address-prefix.ts';
import { address } from './flood-address.ts';
import type { FloodLimit } from './flood-limits.ts';
import { FLOOD_PREFIX, FLOOD_UNTOLD_COUNTER, type FloodKind, hitSet } from './flood-names.ts';
import { BLOCK_GROUP, BLOCK_SNAPLEN, IP_FAMILIES } from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

type SetKey = Parameters<typeof setUpdate>[2];

/** Holds for what is above the limit, each key with a bucket of its own; ends the rule when the set is full. */
export function above(set: string, key: SetKey, { rate, per, burst }: FloodLimit): Statement {
  return setUpdate('update', set, key, undefined, limit(rate, per, { burst, over: true }));
}

/**
 * End of a packet above a limit: counted for its device, a few of them shown to the agent, dropped; with `detect` let on.
 * Counting ends the chain; the rules behind it see only what found no room.
 */
export function stopChains(kind: FloodKind, side: 'saddr' | 'daddr', mode: Floods['mode']): ChainPlan[] {
  const count = (family: IpFamily): Statement[] => [
    setUpdate('update', hitSet(kind, family), address(family, side)),
    jump(`end_${kind}`),
  ];
  return [
    {
      name: `end_${kind}`,
      rules: [
        [
          limit(20, 'second', { burst: 40 }),
          log({ group: BLOCK_GROUP, prefix: `${FLOOD_PREFIX}${kind}`, snaplen: BLOCK_SNAPLEN }),
        ],
        [mode === 'block' ? drop() : accept()],
      ],
    },
    {
      name: `stop_${kind}`,
      rules: [...IP_FAMILIES.map(count), [counter(FLOOD_UNTOLD_COUNTER)], [jump(`end_${kind}`)]],
    },
  ];
}

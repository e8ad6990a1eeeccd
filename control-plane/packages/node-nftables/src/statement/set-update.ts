import type { ConcatExpression } from '../expression/concat.ts';
import type { MetaExpression } from '../expression/meta.ts';
import type { PayloadExpression } from '../expression/payload.ts';
import type { SetReference } from '../expression/set-reference.ts';

/**
 * The packet path writes into a dynamic set. `add` keeps the expiry of an element that is there, `update` renews it.
 * A full set (or an unmatched payload) ends the rule here: whatever must happen anyway, a drop above all, has to be
 * a rule of its own after this one.
 */
export interface SetUpdateStatement {
  readonly set: {
    readonly op: 'add' | 'update';
    readonly elem: SetUpdateKey | { readonly elem: { readonly val: SetUpdateKey; readonly timeout?: number } };
    readonly set: SetReference;
    readonly stmt?: readonly unknown[];
  };
}

export type SetUpdateKey = ConcatExpression | PayloadExpression | MetaExpression;

/** Counters per element belong on the set (`perElement`), not here: nft 1.0.6 cannot load both. Time-out in seconds. */
export function setUpdate(
  op: 'add' | 'update',
  setName: string,
  key: SetUpdateKey,
  timeoutSeconds?: number,
): SetUpdateStatement {
  const elem = timeoutSeconds === undefined ? key : { elem: { val: key, timeout: timeoutSeconds } };
  return { set: { op, elem, set: `@${setName}` } };
}

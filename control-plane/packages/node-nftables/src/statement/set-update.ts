import type { ConcatExpression } from '../expression/concat.ts';
import type { CtExpression } from '../expression/ct.ts';
import type { MetaExpression } from '../expression/meta.ts';
import type { PayloadExpression } from '../expression/payload.ts';
import type { SetReference } from '../expression/set-reference.ts';
import type { CounterStatement } from './counter.ts';
import type { CtCountStatement } from './ct-count.ts';
import type { LimitStatement } from './limit.ts';
import type { QuotaStatement } from './quota.ts';

/**
 * The packet path writes into a dynamic set. `add` keeps the expiry of an element that is there, `update` renews it.
 * A full set (or an unmatched payload) ends the rule here: whatever must happen anyway, a drop above all, has to be
 * a rule of its own after this one.
 */
export interface SetUpdateStatement {
  readonly set: {
    readonly op: 'add' | 'update' | 'delete';
    readonly elem: SetUpdateElement;
    readonly set: SetReference;
    readonly stmt?: readonly ElementStatement[];
  };
}

export type SetUpdateKey = ConcatExpression | PayloadExpression | MetaExpression | CtExpression;
/** A key, alone or with a time-out in seconds. */
export type SetUpdateElement =
  | SetUpdateKey
  | { readonly elem: { readonly val: SetUpdateKey; readonly timeout?: number } };
/** What every element has for itself; one of them. */
export type ElementStatement = CounterStatement | LimitStatement | QuotaStatement | CtCountStatement;

/** Counters per element belong on the set (`stmt`), not here: nft 1.0.6 cannot load both. Time-out in seconds. */
export function setUpdate(
  op: SetUpdateStatement['set']['op'],
  setName: string,
  key: SetUpdateKey,
  timeoutSeconds?: number,
  perElement?: ElementStatement,
): SetUpdateStatement {
  const elem = timeoutSeconds === undefined ? key : { elem: { val: key, timeout: timeoutSeconds } };
  const stmt = perElement === undefined ? {} : { stmt: [perElement] };
  return { set: { op, elem, set: `@${setName}`, ...stmt } };
}

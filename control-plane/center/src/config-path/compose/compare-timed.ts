import { isDeepStrictEqual } from 'node:util';
import type { Isolation, PolicyException } from '@omamori/contract/desired-state';
import type { PolicyChange } from '../../wording/change-words.ts';

export function isolationChanges(before: readonly Isolation[], after: readonly Isolation[]): PolicyChange[] {
  return compared(before, after, ({ mac }) => mac, {
    added: 'isolated',
    changed: 'isolation-changed',
    removed: 'released',
  }).map(({ kind, value }) => ({ kind, isolation: value }));
}

export function exceptionChanges(
  before: readonly PolicyException[],
  after: readonly PolicyException[],
): PolicyChange[] {
  return compared(before, after, ({ id }) => id, {
    added: 'exception-added',
    changed: 'exception-changed',
    removed: 'exception-removed',
  }).map(({ kind, value }) => ({ kind, exception: value }));
}

function compared<T, K extends string>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (value: T) => string,
  kinds: { readonly added: K; readonly changed: K; readonly removed: K },
): { kind: K; value: T }[] {
  const old = new Map(before.map((value) => [keyOf(value), value]));
  const fresh = new Set(after.map(keyOf));
  return [
    ...after.flatMap((value) => {
      const known = old.get(keyOf(value));
      if (known === undefined) return [{ kind: kinds.added, value }];
      return isDeepStrictEqual(known, value) ? [] : [{ kind: kinds.changed, value }];
    }),
    ...before.filter((value) => !fresh.has(keyOf(value))).map((value) => ({ kind: kinds.removed, value })),
  ];
}

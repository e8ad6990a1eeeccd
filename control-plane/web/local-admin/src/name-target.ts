import type { PolicyException } from '@omamori/contract/desired-state';

/** Key under `passWhat` and what stands in it. */
export function nameOfTarget(target: PolicyException['target']): {
  key: PolicyException['target']['kind'];
  id: string;
} {
  switch (target.kind) {
    case 'rule':
      return { key: 'rule', id: String(target.sid) };
    case 'address':
      return { key: 'address', id: target.address };
    case 'domain':
      return { key: 'domain', id: target.domain };
    case 'country':
      return { key: 'country', id: target.country };
  }
}

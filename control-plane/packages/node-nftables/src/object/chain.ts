import type { Family } from './table.ts';

export interface ChainObject {
  readonly chain: Chain;
}

/** With `hook` a base chain (type, prio and policy belong to it), without a chain to jump to. `fwd` is a keyword, not a name. */
export interface Chain {
  readonly family: Family;
  readonly table: string;
  readonly name: string;
  readonly handle?: number;
  readonly type?: 'filter' | 'nat' | 'route';
  readonly hook?: 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting' | 'ingress' | 'egress';
  readonly prio?: number;
  readonly dev?: string | readonly string[];
  readonly policy?: 'accept' | 'drop';
  readonly comment?: string;
}

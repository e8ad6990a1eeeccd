import type { ObjectPlace } from './table.ts';

export interface FlowtableObject {
  readonly flowtable: Flowtable;
}

/** Connections that skip the rules once they are known, between these devices. Needs nf_flow_table in the kernel. */
export interface Flowtable extends Omit<ObjectPlace, 'comment'> {
  readonly hook: 'ingress';
  readonly prio: number;
  readonly dev?: string | readonly string[];
}

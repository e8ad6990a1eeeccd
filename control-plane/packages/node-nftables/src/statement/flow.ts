import type { SetReference } from '../expression/set-reference.ts';

/** The connection leaves the rules for a flowtable. Needs nf_flow_table in the kernel. */
export interface FlowStatement {
  readonly flow: { readonly op: 'add'; readonly flowtable: SetReference };
}

export function flow(flowtable: string): FlowStatement {
  return { flow: { op: 'add', flowtable: `@${flowtable}` } };
}

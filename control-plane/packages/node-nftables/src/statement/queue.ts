import type { RangeExpression } from '../expression/range.ts';

/** To user space. Never in the bridge family: segmented packets come back broken. Needs nft_queue in the kernel. */
export interface QueueStatement {
  readonly queue: {
    readonly num: number | RangeExpression;
    readonly flags?: 'bypass' | 'fanout' | readonly ('bypass' | 'fanout')[];
  };
}

export function queue(num: number | RangeExpression, flags: readonly ('bypass' | 'fanout')[] = []): QueueStatement {
  return { queue: flags.length === 0 ? { num } : { num, flags } };
}

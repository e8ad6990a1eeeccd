import type { ObjectPlace } from './table.ts';

export interface CtExpectationObject {
  readonly 'ct expectation': NamedCtExpectation;
}

/** A connection that is to be expected: its port, for so many milliseconds, at most `size` at a time. */
export interface NamedCtExpectation extends ObjectPlace {
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'dccp' | 'udplite';
  readonly dport: number;
  readonly timeout: number;
  readonly size: number;
  readonly l3proto?: 'ip' | 'ip6' | 'inet';
}

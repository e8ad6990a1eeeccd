/** Answers the beginning of TCP connections for a server; a string names a synproxy object. Needs nft_synproxy in the kernel. */
export interface SynproxyStatement {
  readonly synproxy: string | SynproxyOptions | null;
}

export interface SynproxyOptions {
  readonly mss?: number;
  readonly wscale?: number;
  readonly flags?: SynproxyFlag | readonly SynproxyFlag[];
}

export type SynproxyFlag = 'timestamp' | 'sack-perm';

export function synproxy(options?: SynproxyOptions | string): SynproxyStatement {
  return { synproxy: options ?? null };
}

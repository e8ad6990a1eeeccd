/**
 * What happens to traffic for each cause, as data: `traffic` is what an ordinary packet meets, `blocks` whether the
 * nftables blocks still stand. Decided once (default open for traffic, always closed for blocks); the rows say by
 * which mechanism, and a test holds the generated configuration to them.
 */
export interface FailMode {
  readonly cause: FailCause;
  readonly traffic: 'open' | 'closed';
  readonly blocks: 'closed';
  readonly counted: 'uninspected' | 'none';
  readonly by: string;
}

export type FailCause =
  | 'engine-dead'
  | 'engine-hung'
  | 'queue-full'
  | 'rules-broken'
  | 'agent-dead'
  | 'disk-full'
  | 'center-away';

export const FAIL_MODES: readonly FailMode[] = [
  row('engine-dead', 'uninspected', 'NFQUEUE with bypass: nobody bound, packets go on'),
  row('engine-hung', 'uninspected', 'NFQUEUE fail-open: a full queue accepts instead of dropping'),
  row('queue-full', 'uninspected', 'NFQUEUE fail-open'),
  row('rules-broken', 'none', 'tested before they are swapped; the last good ones stay loaded'),
  row('agent-dead', 'none', 'kernel and engine work on without the agent'),
  row('disk-full', 'none', 'the engine loses log lines, never packets'),
  row('center-away', 'none', 'the last applied state stays in force'),
];

function row(cause: FailCause, counted: FailMode['counted'], by: string): FailMode {
  return { cause, traffic: 'open', blocks: 'closed', counted, by };
}

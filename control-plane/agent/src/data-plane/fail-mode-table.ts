import type { FailModes } from '@omamori/contract/desired-state';

/**
 * What happens to traffic for each cause, as data: `traffic` is what an ordinary packet meets by default, `policy` the
 * part of a policy that closes it instead, `blocks` whether the nftables blocks still stand. The rows say by which
 * mechanism, and a test holds the generated configuration to them; the tests that prove each: docs/adr/0015.
 */
export interface FailMode {
  readonly cause: FailCause;
  readonly traffic: 'open' | 'closed';
  readonly blocks: 'closed';
  readonly policy: keyof FailModes | null;
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
  | 'disk-refuses'
  | 'center-away';

const POLICY: Partial<Record<FailCause, keyof FailModes>> = {
  'engine-dead': 'engineDead',
  'engine-hung': 'engineDead',
  'queue-full': 'queueFull',
};

export const FAIL_MODES: readonly FailMode[] = [
  row('engine-dead', 'uninspected', 'NFQUEUE with bypass: nobody bound, packets go on'),
  row(
    'engine-hung',
    'uninspected',
    'the queue gives no verdicts: its rule is withdrawn, the engine ended and started anew',
  ),
  row('queue-full', 'uninspected', 'NFQUEUE fail-open'),
  row('rules-broken', 'none', 'tested before they are swapped; the last good ones stay loaded'),
  row('agent-dead', 'uninspected', 'kernel and engine work on; what the kernel counted is taken in at the next start'),
  row('disk-full', 'none', 'the engine loses log lines, never packets; live detections go on from memory (ADR 0013)'),
  row(
    'disk-refuses',
    'none',
    'read-only, I/O errors, damage: opened anew until it works; detections as with a full disk',
  ),
  row('center-away', 'none', 'the last applied state stays in force'),
];

function row(cause: FailCause, counted: FailMode['counted'], by: string): FailMode {
  return { cause, traffic: 'open', policy: POLICY[cause] ?? null, blocks: 'closed', counted, by };
}

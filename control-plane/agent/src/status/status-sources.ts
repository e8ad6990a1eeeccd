import type { Protection } from '@omamori/contract/health';

/** Everything the view reads, as functions: the composition root joins the paths, this room only looks. */
export interface StatusSources {
  readonly appliance: string;
  readonly agentVersion: string;
  /** UTC, milliseconds. */
  readonly nowMs: () => number;
  readonly engine: () => {
    readonly protection: Protection;
    readonly since: string;
    readonly uninspectedSeconds: number;
    readonly rulesLoaded: number | null;
  };
  /** YYYY-MM-DD of the rules in force. */
  readonly rulesDate: () => string | null;
  readonly config: () => {
    readonly version: number;
    readonly policy: {
      readonly geo: { readonly blockInbound: readonly string[]; readonly blockOutbound: readonly string[] };
      readonly ports: readonly { readonly protocol: string; readonly port: number }[];
    };
  };
  readonly center: () => { readonly connected: boolean; readonly since: string | null };
  readonly isPortUp: (side: 'lan' | 'wan') => Promise<boolean>;
  /** Attempts blocked in the last 24 hours: the sum of the counts. */
  readonly blocked24h: () => number;
  readonly spool: () => { readonly waiting: number; readonly dropped: number };
  readonly devices: () => number;
  readonly clockSynced: () => boolean;
}

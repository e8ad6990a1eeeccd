import type { PolicyException } from '@omamori/contract/desired-state';
import type { EventStorage, Protection, Uninspected } from '@omamori/contract/health';

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
    readonly uninspected: Uninspected;
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
  /** Null while the disk takes every detection and none was given up. */
  readonly eventStorage?: () => EventStorage | null;
  readonly devices: () => number;
  readonly clockSynced: () => boolean;
  /** False: the kernel's copies of blocked packets and of discovery frames cannot be read. */
  readonly seeing: () => boolean;
  /** SHA-256 of the certificate of the box's page, hex; null while there is no page. */
  readonly pageFingerprint: () => string | null;
  /** Timed exceptions made at the box. */
  readonly localExceptions: () => readonly PolicyException[];
}

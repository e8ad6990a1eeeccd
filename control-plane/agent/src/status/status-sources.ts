import type { NetworkHealth } from '@omamori/contract/box-network';
import type { PolicyException } from '@omamori/contract/desired-state';
import type { FloodBlock } from '@omamori/contract/flood-blocks';
import type {
  BundleDelivery,
  EngineLoad,
  EventStorage,
  FilesHealth,
  Health,
  Protection,
  Trusted,
  Uninspected,
} from '@omamori/contract/health';
import type { SystemStatus } from '@omamori/contract/system-update';

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
    readonly trusted?: Trusted;
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
  /** The box's own addresses; undefined until they were looked at. */
  readonly network?: () => NetworkHealth | undefined;
  /** Timed exceptions made at the box. */
  readonly localExceptions: () => readonly PolicyException[];
  /** The ordered bundle on its way; null without one. */
  readonly bundleDelivery?: () => BundleDelivery | null;
  /** The box's own Linux; null where it has no two slots. */
  readonly system?: () => SystemStatus | null;
  /** Null while the antivirus is off. */
  readonly files?: () => FilesHealth | null;
  readonly engineLoad?: () => EngineLoad;
  /** Null when no use of sites outside work was counted. */
  readonly offDuty?: () => Health['offDuty'] | null;
  /** Null when no application was seen since the last message. */
  readonly applications?: () => Health['applications'] | null;
  /** Who the flood guard keeps out now, those that sent most first. */
  readonly floodBlocks?: () => readonly FloodBlock[];
}

import type { AdminBlock, AdminStatus } from '@omamori/contract/admin-api';
import type { AdminApplication } from '@omamori/contract/admin-applications';
import type { AdminDevice } from '@omamori/contract/admin-devices';
import type { AdminException, AdminExceptionRequest } from '@omamori/contract/admin-exceptions';
import type { AdminInstall, AdminSpeed } from '@omamori/contract/admin-install';
import type { AdminNetwork, AdminNetworkPreview, AdminNetworkTrial } from '@omamori/contract/admin-network';
import type { BoxNetwork } from '@omamori/contract/box-network';
import type { FloodBlock } from '@omamori/contract/flood-blocks';
import type { CodedError, Result } from '@omamori/contract/result';
import type { Clock } from '../platform/clock.ts';
import type { DiagnosticPart } from './diagnostics/collect-parts.ts';

export interface AdminDeps {
  /** An address of the LAN side; the own-input chain keeps the WAN side away from every address of the box. */
  readonly host: string;
  /** More addresses of the LAN side: IPv6, the fixed service address. */
  readonly alsoAt?: readonly string[] | undefined;
  /** HTTPS; 0 takes a free one. */
  readonly port: number;
  /** HTTP, which only sends people to HTTPS; absent: none. */
  readonly redirectPort?: number | undefined;
  readonly stickerCodeHash: string;
  /** 32 bytes in base64; absent: no visit codes, the sticker's code always opens. */
  readonly visitSecret?: string | undefined;
  /** The sticker's code was typed and is right. */
  readonly onStickerCode?: ((code: string) => void) | undefined;
  /** Folder of the built page; by default the one in the source tree. */
  readonly pageDir?: string | undefined;
  /** Durable folder of sessions, spent visit codes and the certificate. */
  readonly folder: string;
  readonly appliance: string;
  readonly phone: string;
  readonly clock: Clock;
  readonly clockSynced: () => boolean;
  /** Milliseconds since the box was switched on. */
  readonly upMs: () => number;
  readonly onProblem: (problem: CodedError) => void;
  readonly rooms: AdminRooms;
}

/** What the page shows and does, as functions: the composition root joins them. */
export interface AdminRooms {
  readonly status: () => Promise<AdminStatus>;
  /** Newest first, at most `limit`. */
  readonly blocks: (limit: number) => readonly AdminBlock[] | Promise<readonly AdminBlock[]>;
  readonly devices: () => readonly AdminDevice[];
  /** Of the last day, the latest first. */
  readonly applications: () => readonly AdminApplication[];
  readonly install: () => Promise<AdminInstall>;
  /** Bounded in time and bytes; one at a time. */
  readonly measureSpeed: () => Promise<Result<AdminSpeed>>;
  readonly exceptions: {
    list(): readonly AdminException[];
    /** Errors: CFG_LOCAL_*. */
    add(request: AdminExceptionRequest): Promise<Result<AdminException>>;
    end(id: string): Promise<Result<void>>;
  };
  readonly network: {
    read(): Promise<Omit<AdminNetwork, 'now' | 'port' | 'fingerprint'>>;
    /** Asks the line for the addresses: takes up to four seconds. Error: NET_OBSERVE_FAILED. */
    preview(wish: BoxNetwork): Promise<Result<AdminNetworkPreview>>;
    /** Errors: NET_*; what the preview calls a problem is refused with its code. */
    tryOut(wish: BoxNetwork): Promise<Result<AdminNetworkTrial>>;
    confirm(token: string, at: string): Promise<Result<'kept' | 'waiting-for-center'>>;
    giveBack(): Promise<Result<void>>;
  };
  readonly floods: {
    /** Those that sent most first. */
    blocks(): readonly FloodBlock[];
    /** Nothing to release is no error: it ended by itself. Errors: NFT_*. */
    release(source: string): Promise<Result<unknown>>;
  };
  readonly diagnostics: () => Promise<readonly DiagnosticPart[]>;
}

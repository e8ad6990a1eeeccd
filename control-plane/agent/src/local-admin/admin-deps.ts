import type { AdminBlock, AdminStatus } from '@omamori/contract/admin-api';
import type { CodedError } from '@omamori/contract/result';

export interface AdminDeps {
  /** An address of the LAN side; the own-input chain keeps the WAN side away from every address of the box. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly stickerCodeHash: string;
  /** Folder of the built page; by default the one in the source tree. */
  readonly pageDir?: string;
  /** Durable file of the sessions. */
  readonly sessionsFile: string;
  readonly appliance: string;
  readonly phone: string;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly readStatus: () => Promise<AdminStatus>;
  /** Newest first, at most `limit`. */
  readonly readBlocks: (limit: number) => readonly AdminBlock[] | Promise<readonly AdminBlock[]>;
  readonly onProblem: (problem: CodedError) => void;
}

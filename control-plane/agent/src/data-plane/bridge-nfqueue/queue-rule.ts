import type { Result } from '@omamori/contract/result';

/** What a packet meets when no engine listens at its queue: it goes on (`open`, bypass) or is dropped (`closed`). */
export type QueueMode = 'open' | 'closed';

/**
 * The rule that hands bridged packets to the engine. Two drivers with one behaviour; which one fits is the kernel's
 * affair (settings.engine.queueRule).
 */
export interface QueueRule {
  /** Mode of exactly our rule, IPv4 and IPv6 alike; null when it does not stand so. */
  installed(): Promise<Result<QueueMode | null>>;
  /** Puts it there or back; nothing changes for packets when it stands already. */
  install(mode: QueueMode): Promise<Result<void>>;
  remove(): Promise<Result<void>>;
}

export interface QueueOptions {
  /** Queues 0 to n−1, one a worker of the engine. */
  readonly queues: number;
  readonly bridge: string;
}

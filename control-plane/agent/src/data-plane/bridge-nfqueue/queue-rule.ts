import type { Result } from '@omamori/contract/result';

/**
 * The rule that hands bridged packets to the engine, with bypass: no engine, no queue, traffic flows. Two drivers
 * with one behaviour; which one fits is the kernel's affair (settings.engine.queueRule).
 */
export interface QueueRule {
  /** Whether exactly this rule stands now, IPv4 and IPv6. */
  isInstalled(): Promise<Result<boolean>>;
  /** Puts it there or back; nothing changes for packets when it stands already. */
  install(): Promise<Result<void>>;
  remove(): Promise<Result<void>>;
}

export interface QueueOptions {
  /** Queues 0 to n−1, one a worker of the engine. */
  readonly queues: number;
  readonly bridge: string;
}

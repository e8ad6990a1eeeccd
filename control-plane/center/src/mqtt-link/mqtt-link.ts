import type { Result } from '@omamori/contract/result';
import type { Channel } from '@omamori/contract/topics';

export interface IncomingMessage {
  readonly appliance: string;
  readonly channel: Channel;
  readonly payload: Uint8Array;
  /** True when the broker replays what it kept: it says what was, not that the box is there now. */
  readonly retained: boolean;
}

/** What the rest of the center knows of MQTT. Transport only: the broker's word is never durability (design.md §2). */
export interface MqttLinkOfCenter {
  readonly connected: boolean;
  /** QoS 1. Resolves when the broker has taken it. Errors: CTR_BROKER_AWAY, CTR_PUBLISH_FAILED; try again later. */
  publish(topic: string, payload: string | Uint8Array, options: { readonly retain: boolean }): Promise<Result<void>>;
  /**
   * One handler a channel, registered before `start`. At most a fixed number of handlers run at once: beyond it the
   * link stops reading, so that a slow database slows the boxes down instead of filling the memory.
   */
  onMessage(channel: Channel, handler: (message: IncomingMessage) => Promise<void>): void;
  /** Called at each connection made, after the subscriptions stand, and at each loss. */
  onChange(listener: (connected: boolean) => void): void;
  start(): Promise<Result<void>>;
  close(): Promise<void>;
}

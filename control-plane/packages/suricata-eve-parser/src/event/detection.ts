// alert, drop and anomaly: what Suricata decided.
import type { EveEndpoint } from './event-part.ts';

export interface EveAlert {
  /** `allowed` or `blocked`. Blocked says that the packet was dropped, not that a file did not arrive. */
  readonly action?: string;
  readonly gid?: number;
  readonly signature_id?: number;
  readonly rev?: number;
  readonly signature?: string;
  readonly category?: string;
  /** 1 is the most severe. */
  readonly severity?: number;
  readonly rule?: string;
  readonly xff?: string;
  readonly metadata?: Readonly<Record<string, readonly string[]>>;
  readonly source?: EveEndpoint;
  readonly target?: EveEndpoint;
  /** Suricata 8: data a rule's dataset carried along. */
  readonly context?: Readonly<Record<string, unknown>>;
}

export interface EveDrop {
  readonly len?: number;
  readonly tos?: number;
  readonly tc?: number;
  readonly ttl?: number;
  readonly hoplimit?: number;
  readonly flowlbl?: number;
  readonly ipid?: number;
  readonly tcpseq?: number;
  readonly tcpack?: number;
  readonly tcpwin?: number;
  readonly tcpres?: number;
  readonly tcpurgp?: number;
  readonly syn?: boolean;
  readonly ack?: boolean;
  readonly psh?: boolean;
  readonly rst?: boolean;
  readonly urg?: boolean;
  readonly fin?: boolean;
  readonly udplen?: number;
  readonly icmp_id?: number;
  readonly icmp_seq?: number;
  /** `rules`, `flow drop`, `stream error`, … */
  readonly reason?: string;
  readonly verdict?: Readonly<Record<string, unknown>>;
}

export interface EveAnomaly {
  /** `decode`, `stream` or `applayer`. */
  readonly type?: string;
  readonly event?: string;
  readonly code?: number;
  readonly layer?: string;
  readonly app_proto?: string;
}

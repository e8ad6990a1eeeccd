// flow, netflow and stats: what Suricata counted.
import type { EveFlowTotals } from './event-part.ts';

/** A flow event, written when the flow ends, has all of it; an alert or drop has the totals and the start. */
export interface EveFlow extends EveFlowTotals {
  readonly end?: string;
  /** Seconds. */
  readonly age?: number;
  /** `new`, `established`, `closed` or `bypassed`. */
  readonly state?: string;
  /** `timeout`, `forced`, `shutdown`, … */
  readonly reason?: string;
  readonly alerted?: boolean;
  /** `accept` or `drop`, in IPS mode. */
  readonly action?: string;
  readonly bypass?: string;
  readonly bypassed?: EveFlowTotals;
  readonly wrong_thread?: boolean;
  readonly exception_policy?: readonly Readonly<Record<string, string>>[];
  readonly tx_cnt?: number;
  readonly elephant?: boolean;
  /** The flow table was full. */
  readonly emergency?: boolean;
}

export interface EveNetflow {
  readonly pkts?: number;
  readonly bytes?: number;
  readonly start?: string;
  readonly end?: string;
  readonly age?: number;
  readonly min_ttl?: number;
  readonly max_ttl?: number;
  readonly tx_cnt?: number;
}

/** `tcp` of flow and netflow events; the flag texts are hexadecimal. */
export interface EveTcp {
  readonly tcp_flags?: string;
  readonly tcp_flags_ts?: string;
  readonly tcp_flags_tc?: string;
  readonly syn?: boolean;
  readonly fin?: boolean;
  readonly rst?: boolean;
  readonly psh?: boolean;
  readonly ack?: boolean;
  readonly urg?: boolean;
  readonly ecn?: boolean;
  readonly cwr?: boolean;
  readonly state?: string;
  readonly ts_gap?: boolean;
  readonly tc_gap?: boolean;
  readonly ts_urgent_oob_data?: number;
  readonly tc_urgent_oob_data?: number;
  readonly ts_max_regions?: number;
  readonly tc_max_regions?: number;
}

/** Counters by section (`decoder`, `flow`, `ips`, `detect`, …); which ones depends on build and configuration. */
export interface EveStats {
  /** Seconds since Suricata started. */
  readonly uptime?: number;
  readonly [section: string]: unknown;
}

// Shapes shared by several event types, as Suricata 7.0 and 8.0 write them. They describe, they do not promise: the
// parser checks that a line is JSON, not that a field has the type told here. Times are Suricata's own text form
// (2024-01-31T09:00:00.000000+0900), byte and packet counts are plain numbers, addresses are text.

/** alert.source and alert.target: which side the rule's `target` keyword names. */
export interface EveEndpoint {
  readonly ip?: string;
  readonly port?: number;
}

/** Totals of the flow so far, as alert and drop carry them (and flow, with more). */
export interface EveFlowTotals {
  readonly pkts_toserver?: number;
  readonly pkts_toclient?: number;
  readonly bytes_toserver?: number;
  readonly bytes_toclient?: number;
  readonly start?: string;
  /** The client's side of the flow; a packet's own src_ip may be either side. */
  readonly src_ip?: string;
  readonly dest_ip?: string;
  readonly src_port?: number;
  readonly dest_port?: number;
}

/** `metadata` at top level: what rules left on the flow. */
export interface EveFlowMetadata {
  readonly flowbits?: readonly string[];
  readonly flowints?: Readonly<Record<string, number>>;
  readonly flowvars?: readonly Readonly<Record<string, unknown>>[];
  readonly pktvars?: readonly Readonly<Record<string, unknown>>[];
}

export interface EveTunnel {
  readonly src_ip?: string;
  readonly src_port?: number;
  readonly dest_ip?: string;
  readonly dest_port?: number;
  readonly proto?: string;
  readonly depth?: number;
  readonly pcap_cnt?: number;
  readonly pkt_src?: string;
}

/** Exception policies and rules together: what became of the packet (alert, with `verdict: yes`). */
export interface EveVerdict {
  readonly action?: string;
  readonly reject?: readonly string[];
  readonly 'reject-target'?: string;
}

/** One file: `fileinfo` of a fileinfo event, an element of `files` in an alert. */
export interface EveFile {
  readonly filename?: string;
  readonly magic?: string;
  readonly gaps?: boolean;
  /** CLOSED, TRUNCATED, ERROR or UNKNOWN. */
  readonly state?: string;
  readonly md5?: string;
  readonly sha1?: string;
  readonly sha256?: string;
  readonly storing?: boolean;
  readonly stored?: boolean;
  readonly file_id?: number;
  readonly size?: number;
  readonly start?: number;
  readonly end?: number;
  readonly tx_id?: number;
  readonly sid?: readonly number[];
}

/** A fingerprint with the text it was made from: ja3, ja3s, hassh, cyu. */
export interface EveFingerprint {
  readonly hash?: string;
  readonly string?: string;
}

/** A protocol's object that is not spelt out here: its keys are EVE's, its values are not described. */
export type EveOpenObject = Readonly<Record<string, unknown>>;

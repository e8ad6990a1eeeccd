// Calls, screens, monitoring, peers, sockets; and what a packet or a frame is.

export interface EveBittorrentDht {
  readonly transaction_id?: string;
  readonly client_version?: string;
  readonly request_type?: string;
  readonly request?: {
    readonly id?: string;
    readonly target?: string;
    readonly info_hash?: string;
    readonly token?: string;
    readonly port?: number;
    readonly implied_port?: number;
  };
  readonly response?: {
    readonly id?: string;
    readonly values?: readonly {
      readonly ip?: string;
      readonly port?: number;
    }[];
    readonly token?: string;
  };
  readonly error?: {
    readonly num?: number;
    readonly msg?: string;
  };
}

export interface EveRdp {
  readonly tx_id?: number;
  readonly event_type?: string;
  readonly cookie?: string;
  readonly client?: {
    readonly version?: string;
    readonly desktop_width?: number;
    readonly desktop_height?: number;
    readonly color_depth?: number;
    readonly keyboard_layout?: string;
    readonly build?: string;
    readonly client_name?: string;
    readonly keyboard_type?: string;
    readonly function_keys?: number;
    readonly product_id?: number;
    readonly capabilities?: readonly string[];
    readonly id?: string;
    readonly connection_hint?: string;
  };
  readonly channels?: readonly string[];
  readonly server_supports?: readonly string[];
  readonly protocol?: string;
  readonly x509_serials?: readonly string[];
}

export interface EveRfb {
  readonly server_protocol_version?: {
    readonly major?: string;
    readonly minor?: string;
  };
  readonly client_protocol_version?: {
    readonly major?: string;
    readonly minor?: string;
  };
  readonly authentication?: {
    readonly security_type?: number;
  };
}

export interface EveSip {
  readonly method?: string;
  readonly uri?: string;
  readonly version?: string;
  readonly request_line?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly response_line?: string;
}

export interface EveSnmp {
  readonly version?: number;
  readonly pdu_type?: string;
  readonly vars?: readonly string[];
  readonly community?: string;
  readonly usm?: string;
  readonly trap_type?: string;
  readonly trap_oid?: string;
  readonly trap_address?: string;
  readonly error?: string;
}

/** Suricata 8. */
export interface EveWebsocket {
  readonly fin?: boolean;
  readonly mask?: number;
  readonly opcode?: string;
  readonly payload_base64?: string;
  readonly payload_printable?: string;
}

/** One address each for a packet, lists for a flow. */
export interface EveEther {
  readonly src_mac?: string;
  readonly dest_mac?: string;
  readonly src_macs?: readonly string[];
  readonly dest_macs?: readonly string[];
}

export interface EveFrame {
  readonly type?: string;
  readonly id?: number;
  readonly direction?: string;
  readonly stream_offset?: number;
  readonly length?: number;
  readonly complete?: boolean;
  readonly payload?: string;
  readonly payload_printable?: string;
  readonly tx_id?: number;
}

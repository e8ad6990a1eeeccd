// Calls, screens, monitoring, peers, sockets; and what a packet or a frame is.

export interface EveDhtNode {
  readonly id?: string;
  readonly ip?: string;
  readonly port?: number;
}

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
    readonly nodes?: readonly EveDhtNode[];
    readonly nodes6?: readonly EveDhtNode[];
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
    readonly security_result?: string;
    readonly vnc?: { readonly challenge?: string; readonly response?: string };
  };
  readonly server_security_failure_reason?: string;
  readonly screen_shared?: boolean;
  readonly framebuffer?: {
    readonly width?: number;
    readonly height?: number;
    readonly name?: string;
    readonly pixel_format?: {
      readonly bits_per_pixel?: number;
      readonly depth?: number;
      readonly big_endian?: boolean;
      readonly true_color?: boolean;
      readonly red_max?: number;
      readonly green_max?: number;
      readonly blue_max?: number;
      readonly red_shift?: number;
      readonly green_shift?: number;
      readonly blue_shift?: number;
    };
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
  readonly sdp?: EveSdp;
}

/** The session a SIP message describes. Suricata 8. */
export interface EveSdp {
  readonly version?: number;
  readonly origin?: string;
  readonly session_name?: string;
  readonly session_info?: string;
  readonly uri?: string;
  readonly email?: string;
  readonly phone_number?: string;
  readonly connection_data?: string;
  readonly bandwidths?: readonly string[];
  readonly time_descriptions?: readonly { readonly time?: string; readonly repeat_time?: string }[];
  readonly timezone?: string;
  readonly encryption_key?: string;
  readonly attributes?: readonly string[];
  readonly media_descriptions?: readonly {
    readonly media?: string;
    readonly media_info?: string;
    readonly connection_data?: string;
    readonly bandwidths?: readonly string[];
    readonly encryption_key?: string;
    readonly attributes?: readonly string[];
  }[];
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
  readonly ether_type?: number;
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

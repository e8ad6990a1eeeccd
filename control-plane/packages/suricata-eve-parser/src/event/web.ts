// http, tls, quic, dns: what an office's traffic mostly is.
import type { EveFingerprint } from './event-part.ts';

export interface EveHttpHeader {
  readonly name?: string;
  readonly value?: string;
}

export interface EveHttp {
  readonly hostname?: string;
  readonly http_port?: number;
  readonly url?: string;
  readonly http_user_agent?: string;
  readonly http_content_type?: string;
  readonly http_refer?: string;
  readonly http_method?: string;
  readonly protocol?: string;
  /** `2` for HTTP/2. */
  readonly version?: string;
  readonly status?: number;
  readonly redirect?: string;
  readonly length?: number;
  readonly xff?: string;
  readonly content_range?: {
    readonly raw?: string;
    readonly start?: number;
    readonly end?: number;
    readonly size?: number;
  };
  readonly request_headers?: readonly EveHttpHeader[];
  readonly response_headers?: readonly EveHttpHeader[];
  readonly http_request_body?: string;
  readonly http_response_body?: string;
  readonly http_request_body_printable?: string;
  readonly http_response_body_printable?: string;
  readonly http2?: EveHttp2;
}

/** Priority of the stream in requests only. */
export interface EveHttp2Side {
  readonly settings?: readonly { readonly settings_id?: string; readonly settings_value?: number }[];
  readonly error_code?: string;
  readonly priority?: number;
  readonly has_multiple?: string;
}

export interface EveHttp2 {
  readonly stream_id?: number;
  readonly request?: EveHttp2Side;
  readonly response?: EveHttp2Side;
}

export interface EveCertificate {
  readonly subject?: string;
  readonly issuerdn?: string;
  readonly serial?: string;
  readonly fingerprint?: string;
  readonly notbefore?: string;
  readonly notafter?: string;
  readonly subjectaltname?: readonly string[];
  readonly certificate?: string;
  readonly chain?: readonly string[];
}

export interface EveTls extends EveCertificate {
  readonly sni?: string;
  readonly version?: string;
  readonly session_resumed?: boolean;
  readonly from_proto?: string;
  readonly ja3?: EveFingerprint;
  readonly ja3s?: EveFingerprint;
  readonly ja4?: string;
  readonly client?: EveCertificate;
  readonly client_alpns?: readonly string[];
  readonly server_alpn?: string;
  readonly server_alpns?: readonly string[];
  /** Numbers as registered for TLS. Suricata 8. */
  readonly client_handshake?: {
    readonly version?: string;
    readonly ciphers?: readonly number[];
    readonly exts?: readonly number[];
    readonly sig_algs?: readonly number[];
  };
  readonly server_handshake?: {
    readonly version?: string;
    readonly cipher?: number;
    readonly exts?: readonly number[];
  };
}

export interface EveQuic {
  readonly version?: string;
  readonly sni?: string;
  readonly ua?: string;
  readonly ja3?: EveFingerprint;
  readonly ja3s?: EveFingerprint;
  readonly ja4?: string;
  readonly cyu?: readonly EveFingerprint[];
  readonly extensions?: readonly {
    readonly name?: string;
    readonly type?: number;
    readonly values?: readonly string[];
  }[];
}

export interface EveDnsRecord {
  readonly rrname?: string;
  readonly rrtype?: string;
  readonly ttl?: number;
  readonly rdata?: string;
  readonly rrname_truncated?: boolean;
  readonly rdata_truncated?: boolean;
  /** soa, srv, sshfp, … when the record has parts. */
  readonly [part: string]: unknown;
}

export interface EveDnsQuestion {
  readonly rrname?: string;
  readonly rrtype?: string;
  readonly type?: string;
  readonly id?: number;
  readonly tx_id?: number;
  readonly opcode?: number;
  readonly rrname_truncated?: boolean;
}

/** Version 2 (Suricata 7) has rrname and rrtype here, version 3 (Suricata 8) an array of `queries`. */
export interface EveDns {
  readonly version?: number;
  /** `query` and `answer` in version 2, `request` and `response` in version 3. */
  readonly type?: string;
  readonly id?: number;
  readonly tx_id?: number;
  readonly flags?: string;
  readonly qr?: boolean;
  readonly aa?: boolean;
  readonly tc?: boolean;
  readonly rd?: boolean;
  readonly ra?: boolean;
  readonly z?: boolean;
  readonly opcode?: number;
  readonly rcode?: string;
  readonly rrname?: string;
  readonly rrtype?: string;
  readonly query?: readonly EveDnsQuestion[];
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly queries?: readonly EveDnsQuestion[];
  readonly answers?: readonly EveDnsRecord[];
  readonly authorities?: readonly EveDnsRecord[];
  readonly additionals?: readonly EveDnsRecord[];
  /** Values by record type. */
  readonly grouped?: Readonly<Record<string, readonly unknown[]>>;
}

export interface EveMdnsRecord {
  readonly rrname?: string;
  readonly rrname_truncated?: boolean;
  readonly ptr?: string;
  readonly txt?: readonly string[];
  readonly [part: string]: unknown;
}

/** Suricata 8; numbers and lists where `dns` has texts. */
export interface EveMdns {
  /** `request` or `response`. */
  readonly type?: string;
  readonly id?: number;
  readonly flags?: readonly string[];
  readonly opcode?: number;
  readonly rcode?: number;
  readonly queries?: readonly EveDnsQuestion[];
  readonly answers?: readonly EveMdnsRecord[];
  readonly authorities?: readonly EveMdnsRecord[];
  readonly additionals?: readonly EveMdnsRecord[];
}

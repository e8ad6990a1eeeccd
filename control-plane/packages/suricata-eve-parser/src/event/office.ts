// dhcp, smb, smtp with email, ssh: what names devices, files and people in an office.
import type { EveFingerprint, EveOpenObject } from './event-part.ts';

export interface EveDhcp {
  /** `request` or `reply`. */
  readonly type?: string;
  readonly id?: number;
  readonly dhcp_type?: string;
  readonly client_mac?: string;
  readonly client_id?: string;
  readonly assigned_ip?: string;
  readonly client_ip?: string;
  readonly requested_ip?: string;
  readonly relay_ip?: string;
  readonly next_server_ip?: string;
  readonly hostname?: string;
  readonly vendor_class_identifier?: string;
  readonly params?: readonly string[];
  readonly subnet_mask?: string;
  readonly routers?: readonly string[];
  readonly dns_servers?: readonly string[];
  /** Seconds. */
  readonly lease_time?: number;
  readonly renewal_time?: number;
  readonly rebinding_time?: number;
}

export interface EveSmb {
  readonly id?: number;
  readonly dialect?: string;
  readonly command?: string;
  readonly status?: string;
  readonly status_code?: string;
  readonly session_id?: number;
  readonly tree_id?: number;
  readonly filename?: string;
  readonly directory?: string;
  readonly share?: string;
  readonly share_type?: string;
  readonly named_pipe?: string;
  readonly disposition?: string;
  readonly access?: string;
  readonly size?: number;
  readonly fuid?: string;
  readonly client_guid?: string;
  readonly server_guid?: string;
  readonly client_dialects?: readonly string[];
  readonly ntlmssp?: {
    readonly domain?: string;
    readonly user?: string;
    readonly host?: string;
    readonly version?: string;
    readonly warning?: boolean;
  };
  readonly kerberos?: { readonly realm?: string; readonly snames?: readonly string[] };
  readonly dcerpc?: EveOpenObject;
  readonly request?: EveOpenObject;
  readonly response?: EveOpenObject;
  /** created, accessed, modified, changed (seconds since 1970), rename, set_info, … */
  readonly [detail: string]: unknown;
}

export interface EveSmtp {
  readonly helo?: string;
  readonly mail_from?: string;
  readonly rcpt_to?: readonly string[];
}

export interface EveEmail {
  readonly status?: string;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  readonly subject?: string;
  readonly date?: string;
  readonly message_id?: string;
  readonly attachment?: readonly string[];
  readonly url?: readonly string[];
  readonly has_ipv4_url?: boolean;
  readonly has_ipv6_url?: boolean;
  readonly has_exe_url?: boolean;
  /** body_md5, subject_md5, received, x_mailer, … as configured. */
  readonly [detail: string]: unknown;
}

export interface EveSshSide {
  readonly proto_version?: string;
  readonly software_version?: string;
  readonly hassh?: EveFingerprint;
}

export interface EveSsh {
  readonly client?: EveSshSide;
  readonly server?: EveSshSide;
}

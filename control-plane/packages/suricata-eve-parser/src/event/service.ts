// Protocols of servers and desks: files, names, logins, databases, remote screens.

/** Suricata 8. */
export interface EveArp {
  readonly hw_type?: string;
  readonly proto_type?: string;
  readonly opcode?: string;
  readonly src_mac?: string;
  readonly src_ip?: string;
  readonly dest_mac?: string;
  readonly dest_ip?: string;
}

export interface EveDcerpc {
  readonly request?: string;
  readonly response?: string;
  readonly rpc_version?: string;
  readonly call_id?: number;
  readonly activityuuid?: string;
  readonly seqnum?: number;
  readonly interface?: EveDcerpcInterface;
  readonly interfaces?: readonly EveDcerpcInterface[];
  readonly req?: { readonly opnum?: number; readonly frag_cnt?: number; readonly stub_data_size?: number };
  readonly res?: { readonly frag_cnt?: number; readonly stub_data_size?: number };
}

export interface EveDcerpcInterface {
  readonly uuid?: string;
  readonly version?: string;
  readonly name?: string;
  readonly ack_result?: number;
}

export interface EveFtp {
  readonly command?: string;
  readonly command_data?: string;
  readonly command_truncated?: boolean;
  readonly reply_received?: string;
  readonly reply_truncated?: boolean;
  readonly completion_code?: readonly string[];
  readonly reply?: readonly string[];
  readonly dynamic_port?: number;
  readonly mode?: string;
}

export interface EveFtpData {
  readonly filename?: string;
  readonly command?: string;
}

export interface EveIke {
  readonly version_major?: number;
  readonly version_minor?: number;
  readonly init_spi?: string;
  readonly resp_spi?: string;
  readonly message_id?: number;
  readonly exchange_type?: number;
  readonly role?: string;
  readonly payload?: readonly string[];
  readonly ikev2?: {
    readonly errors?: number;
    readonly notify?: readonly string[];
  };
  readonly alg_enc?: string;
  readonly alg_auth?: string;
  readonly alg_prf?: string;
  readonly alg_dh?: string;
  readonly alg_esn?: string;
  readonly exchange_type_verbose?: string;
  readonly ikev1?: {
    readonly doi?: number;
    readonly encrypted_payloads?: boolean;
    readonly client?: {
      readonly proposals?: readonly {
        readonly alg_enc?: string;
        readonly alg_enc_raw?: number;
        readonly sa_key_length?: string;
        readonly sa_key_length_raw?: number;
        readonly alg_hash?: string;
        readonly alg_hash_raw?: number;
        readonly alg_dh?: string;
        readonly alg_dh_raw?: number;
        readonly alg_auth?: string;
        readonly alg_auth_raw?: number;
        readonly sa_life_type?: string;
        readonly sa_life_type_raw?: number;
        readonly sa_life_duration?: string;
        readonly sa_life_duration_raw?: number;
      }[];
      readonly key_exchange_payload?: string;
      readonly key_exchange_payload_length?: number;
      readonly nonce_payload?: string;
      readonly nonce_payload_length?: number;
    };
    readonly server?: {
      readonly key_exchange_payload?: string;
      readonly key_exchange_payload_length?: number;
      readonly nonce_payload?: string;
      readonly nonce_payload_length?: number;
    };
    readonly vendor_ids?: readonly string[];
  };
  readonly alg_enc_raw?: number;
  readonly sa_key_length?: string;
  readonly sa_key_length_raw?: number;
  readonly alg_hash?: string;
  readonly alg_hash_raw?: number;
  readonly alg_dh_raw?: number;
  readonly alg_auth_raw?: number;
  readonly sa_life_type?: string;
  readonly sa_life_type_raw?: number;
  readonly sa_life_duration?: string;
  readonly sa_life_duration_raw?: number;
}

export interface EveKrb5 {
  readonly msg_type?: string;
  readonly cname?: string;
  readonly realm?: string;
  readonly sname?: string;
  readonly encryption?: string;
  readonly weak_encryption?: boolean;
  readonly ticket_encryption?: string;
  readonly ticket_weak_encryption?: boolean;
  readonly failed_request?: string;
  readonly error_code?: string;
}

export interface EveNfs {
  readonly version?: number;
  readonly procedure?: string;
  readonly filename?: string;
  readonly id?: number;
  readonly file_tx?: boolean;
  readonly type?: string;
  readonly status?: string;
  readonly rename?: {
    readonly from?: string;
    readonly to?: string;
  };
  readonly hhash?: string;
  readonly read?: {
    readonly first?: boolean;
    readonly last?: boolean;
    readonly last_xid?: number;
    readonly chunks?: number;
  };
  readonly write?: {
    readonly first?: boolean;
    readonly last?: boolean;
    readonly last_xid?: number;
    readonly chunks?: number;
  };
}

export interface EvePgsql {
  readonly tx_id?: number;
  readonly request?: {
    readonly protocol_version?: string;
    readonly startup_parameters?: {
      readonly user?: string;
      readonly optional_parameters?: readonly {
        readonly database?: string;
        readonly client_encoding?: string;
        readonly date_style?: string;
        /** Its name in Suricata 8. */
        readonly datestyle?: string;
        readonly time_zone?: string;
        readonly application_name?: string;
        readonly extra_float_digits?: string;
        readonly options?: string;
        readonly replication?: string;
      }[];
    };
    readonly message?: string;
    readonly sasl_authentication_mechanism?: string;
    readonly sasl_param?: string;
    readonly sasl_response?: string;
    readonly simple_query?: string;
    readonly password?: string;
    readonly password_redacted?: boolean;
    /** Of a cancel request. */
    readonly process_id?: number;
    readonly secret_key?: number;
    readonly copy_data_in?: { readonly msg_count?: number; readonly data_size?: number };
  };
  readonly response?: {
    readonly message?: string;
    readonly parameter_status?: readonly {
      readonly client_encoding?: string;
      readonly date_style?: string;
      readonly is_superuser?: string;
      readonly server_version?: string;
      readonly session_authorization?: string;
      readonly integer_datetimes?: string;
      readonly interval_style?: string;
      readonly server_encoding?: string;
      readonly standard_conforming_strings?: string;
      readonly time_zone?: string;
      readonly application_name?: string;
      readonly default_transaction_read_only?: string;
      readonly in_hot_standby?: string;
      readonly scram_iterations?: string;
    }[];
    readonly process_id?: number;
    readonly secret_key?: number;
    readonly ssl_accepted?: boolean;
    readonly authentication_md5_password?: string;
    readonly authentication_sasl_final?: string;
    readonly field_count?: number;
    readonly data_rows?: number;
    readonly data_size?: number;
    readonly command_completed?: string;
    readonly copy_in_response?: { readonly columns?: number };
    readonly copy_out_response?: { readonly columns?: number };
    readonly copy_data_out?: { readonly row_count?: number; readonly data_size?: number };
    readonly severity_localizable?: string;
    readonly severity_non_localizable?: string;
    readonly code?: string;
    readonly file?: string;
    readonly line?: string;
    readonly routine?: string;
  };
}

/** Suricata 8. */
export interface EvePop3 {
  readonly request?: { readonly command?: string; readonly args?: readonly string[] };
  readonly response?: {
    readonly success?: boolean;
    readonly status?: string;
    readonly header?: string;
    readonly data?: readonly string[];
  };
}

export interface EveRpc {
  readonly xid?: number;
  readonly status?: string;
  readonly auth_type?: string;
  readonly creds?: {
    readonly machine_name?: string;
    readonly uid?: number;
    readonly gid?: number;
  };
}

export interface EveTftp {
  readonly packet?: string;
  readonly file?: string;
  readonly mode?: string;
}

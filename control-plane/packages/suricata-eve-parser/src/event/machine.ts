// dnp3, modbus, mqtt: what machines and sensors speak.
export interface EveDnp3 {
  readonly type?: string;
  readonly control?: {
    readonly dir?: boolean;
    readonly pri?: boolean;
    readonly fcb?: boolean;
    readonly fcv?: boolean;
    readonly function_code?: number;
  };
  readonly src?: number;
  readonly dst?: number;
  readonly application?: {
    readonly control?: {
      readonly fir?: boolean;
      readonly fin?: boolean;
      readonly con?: boolean;
      readonly uns?: boolean;
      readonly sequence?: number;
    };
    readonly function_code?: number;
    readonly complete?: boolean;
    readonly objects?: readonly {
      readonly group?: number;
      readonly variation?: number;
      readonly qualifier?: number;
      readonly prefix_code?: number;
      readonly range_code?: number;
      readonly start?: number;
      readonly stop?: number;
      readonly count?: number;
      readonly points?: readonly {
        readonly prefix?: number;
        readonly index?: number;
        readonly timestamp?: number;
        readonly online?: number;
        readonly restart?: number;
        readonly comm_lost?: number;
        readonly remote_forced?: number;
        readonly local_forced?: number;
        readonly chatter_filter?: number;
        readonly reserved?: number;
        readonly state?: number;
        readonly over_range?: number;
        readonly reference_err?: number;
        readonly reserved0?: number;
        readonly value?: number;
        readonly delay_ms?: number;
        readonly reserved1?: number;
        readonly count?: number;
        readonly size?: number;
        readonly filename_offset?: number;
        readonly filename_size?: number;
        readonly created?: number;
        readonly permissions?: number;
        readonly authentication_key?: number;
        readonly file_size?: number;
        readonly operational_mode?: number;
        readonly maximum_block_size?: number;
        readonly request_id?: number;
        readonly filename?: string;
        readonly file_handle?: number;
        readonly status_code?: number;
        readonly optional_text?: string;
        readonly block_number?: number;
        readonly file_data?: string;
      }[];
    }[];
  };
  readonly iin?: {
    readonly indicators?: readonly string[];
  };
}

export interface EveModbus {
  readonly id?: number;
  readonly request?: {
    readonly transaction_id?: number;
    readonly protocol_id?: number;
    readonly unit_id?: number;
    readonly function_raw?: number;
    readonly function_code?: string;
    readonly access_type?: string;
    readonly category?: string;
    readonly error_flags?: string;
    readonly mei?: {
      readonly raw?: number;
      readonly code?: string;
      readonly data?: string;
    };
    readonly diagnostic?: {
      readonly raw?: number;
      readonly code?: string;
      readonly data?: string;
    };
    readonly data?: string;
    readonly read?: {
      readonly address?: number;
      readonly quantity?: number;
    };
    readonly write?: {
      readonly address?: number;
      readonly data?: number;
    };
  };
  readonly response?: {
    readonly transaction_id?: number;
    readonly protocol_id?: number;
    readonly unit_id?: number;
    readonly function_raw?: number;
    readonly function_code?: string;
    readonly access_type?: string;
    readonly category?: string;
    readonly error_flags?: string;
    readonly exception?: {
      readonly raw?: number;
      readonly code?: string;
    };
    readonly diagnostic?: {
      readonly raw?: number;
      readonly code?: string;
      readonly data?: string;
    };
    readonly data?: string;
    readonly read?: {
      readonly data?: string;
    };
    readonly write?: {
      readonly address?: number;
      readonly data?: number;
    };
  };
}

export interface EveMqtt {
  readonly connect?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly protocol_string?: string;
    readonly protocol_version?: number;
    readonly client_id?: string;
    readonly flags?: {
      readonly username?: boolean;
      readonly password?: boolean;
      readonly will_retain?: boolean;
      readonly will?: boolean;
      readonly clean_session?: boolean;
    };
    readonly username?: string;
    readonly password?: string;
    readonly properties?: {
      readonly receive_maximum?: number;
    };
    readonly will?: {
      readonly topic?: string;
      readonly message?: string;
    };
  };
  readonly connack?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly session_present?: boolean;
    readonly return_code?: number;
    readonly properties?: {
      readonly topic_alias_maximum?: number;
      readonly assigned_client_identifier?: string;
    };
  };
  readonly pingresp?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
  };
  readonly publish?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly topic?: string;
    readonly message?: string;
    readonly message_id?: number;
    /** Instead of the message, when that was too long. */
    readonly skipped_length?: number;
    readonly truncated?: boolean;
    readonly properties?: Readonly<Record<string, unknown>>;
  };
  readonly subscribe?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly message_id?: number;
    readonly topics?: readonly {
      readonly topic?: string;
      readonly qos?: number;
    }[];
  };
  readonly suback?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly message_id?: number;
    readonly qos_granted?: readonly number[];
  };
  readonly pingreq?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
  };
  readonly disconnect?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly reason_code?: number;
  };
  readonly unsubscribe?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly message_id?: number;
    readonly topics?: readonly string[];
  };
  readonly puback?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly message_id?: number;
  };
  readonly pubrec?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly message_id?: number;
  };
  readonly pubrel?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly message_id?: number;
  };
  readonly pubcomp?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly message_id?: number;
  };
  readonly unsuback?: {
    readonly qos?: number;
    readonly retain?: boolean;
    readonly dup?: boolean;
    readonly message_id?: number;
    readonly reason_codes?: readonly number[];
  };
}

// ldap: what a directory is asked and answers. Suricata 8.

interface NameAndValue {
  readonly name?: string;
  readonly value?: string;
}

export interface EveLdapRequest {
  readonly message_id?: number;
  /** Name of the one member that is there beside it: `bind_request`, `search_request`, … */
  readonly operation?: string;
  readonly abandon_request?: { readonly message_id?: number };
  readonly add_request?: {
    readonly entry?: string;
    readonly attributes?: readonly { readonly name?: string; readonly values?: readonly string[] }[];
  };
  readonly bind_request?: {
    readonly version?: number;
    readonly name?: string;
    readonly sasl?: { readonly mechanism?: string; readonly credentials?: string };
  };
  readonly compare_request?: {
    readonly entry?: string;
    readonly attribute_value_assertion?: { readonly description?: string; readonly value?: string };
  };
  readonly del_request?: { readonly dn?: string };
  readonly extended_request?: NameAndValue;
  readonly mod_dn_request?: {
    readonly entry?: string;
    readonly new_rdn?: string;
    readonly delete_old_rdn?: boolean;
    readonly new_superior?: string;
  };
  readonly modify_request?: {
    readonly object?: string;
    readonly changes?: readonly {
      readonly operation?: string;
      readonly modification?: { readonly attribute_type?: string; readonly attribute_values?: readonly string[] };
    }[];
  };
  readonly search_request?: {
    readonly base_object?: string;
    readonly scope?: number;
    readonly deref_alias?: number;
    readonly size_limit?: number;
    readonly time_limit?: number;
    readonly types_only?: boolean;
    readonly attributes?: readonly string[];
  };
}

export interface EveLdapResult {
  readonly result_code?: string;
  readonly matched_dn?: string;
  readonly message?: string;
}

export interface EveLdapResponse {
  readonly message_id?: number;
  readonly operation?: string;
  readonly add_response?: EveLdapResult;
  readonly bind_response?: EveLdapResult & { readonly server_sasl_creds?: string };
  readonly compare_response?: EveLdapResult;
  readonly del_response?: EveLdapResult;
  readonly extended_response?: EveLdapResult & NameAndValue;
  readonly intermediate_response?: NameAndValue;
  readonly mod_dn_response?: EveLdapResult;
  readonly modify_response?: EveLdapResult;
  readonly search_result_done?: EveLdapResult;
  readonly search_result_entry?: {
    readonly base_object?: string;
    readonly attributes?: readonly { readonly type?: string; readonly values?: readonly string[] }[];
  };
}

export interface EveLdap {
  readonly request?: EveLdapRequest;
  readonly responses?: readonly EveLdapResponse[];
}

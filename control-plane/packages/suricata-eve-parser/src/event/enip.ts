// enip: industrial EtherNet/IP with the CIP messages it carries.

export interface EveCipPathSegment {
  readonly segment_type?: string;
  readonly value?: number;
}

interface CipRequest {
  readonly service?: string;
  readonly class_name?: string;
  readonly path?: readonly EveCipPathSegment[];
}

interface CipResponse {
  readonly service?: string;
  readonly status?: string;
  readonly status_extended?: string;
  readonly status_extended_meaning?: string;
}

interface EnipSide {
  readonly command?: string;
  readonly status?: string;
  readonly register_session?: { readonly protocol_version?: number; readonly options?: number };
}

/** Suricata 8. */
export interface EveEnip {
  readonly request?: EnipSide & { readonly cip?: CipRequest & { readonly multiple?: readonly CipRequest[] } };
  readonly response?: EnipSide & {
    readonly cip?: CipResponse & { readonly multiple?: readonly CipResponse[] };
    readonly list_services?: {
      readonly protocol_version?: number;
      readonly capabilities?: number;
      readonly service_name?: string;
    };
    readonly identity?: {
      readonly protocol_version?: number;
      readonly revision?: string;
      readonly vendor_id?: string;
      readonly device_type?: string;
      readonly product_code?: number;
      readonly product_name?: string;
      readonly serial?: number;
      readonly status?: number;
      readonly state?: number;
    };
  };
}

/** What is wrong with a policy, or worth a second look, as facts; each language has one sentence a code. */
export type PolicyProblem =
  | { readonly code: 'CTR_LIST_TWICE'; readonly list: string }
  | { readonly code: ListCode; readonly list: string; readonly entry: string }
  | {
      readonly code: 'CTR_LIST_PROTECTED';
      readonly list: string;
      readonly entry: string;
      readonly destination: string;
    }
  | { readonly code: 'CTR_GEO_EXCEPT_INVALID' | 'CTR_EXCEPTION_INVALID'; readonly entry: string }
  | {
      readonly code: 'CTR_EXCEPTION_TWICE' | 'CTR_EXCEPTION_TOO_LONG' | 'CTR_EXCEPTION_TOO_WIDE';
      readonly entry: string;
    }
  | { readonly code: 'CTR_ISOLATION_NO_DEVICE'; readonly mac: string }
  | { readonly code: 'CTR_ISOLATION_ROUTER' | 'CTR_ISOLATION_TWICE' | 'CTR_WARN_DEVICE_UNKNOWN'; readonly mac: string }
  | { readonly code: 'CTR_POLICY_REASON_MISSING' | 'CTR_WARN_CLOSED_MODE' | 'CTR_WARN_OPEN_ISOLATION' }
  | { readonly code: 'CTR_WARN_WIDE_EXCEPTION' | 'CTR_RULE_PROTECTED'; readonly entry: string };

type ListCode =
  | 'CTR_LIST_ADDRESS_INVALID'
  | 'CTR_LIST_DOMAIN_INVALID'
  | 'CTR_WARN_WIDE_ENTRY'
  | 'CTR_LIST_CUTS_LAN'
  | 'CTR_LIST_TOO_WIDE'
  | 'CTR_WARN_WIDE_DOMAIN';

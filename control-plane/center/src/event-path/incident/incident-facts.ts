import type { IncidentRow } from '@omamori/contract/console-api';
import type { CarriedFacts } from './carried-facts.ts';

/** All that the owner's words may be made of. A sentence with no fact behind it cannot be written. */
export interface IncidentFacts {
  readonly story: string;
  readonly outcome: IncidentRow['outcome'];
  readonly severity: IncidentRow['severity'];
  readonly direction: IncidentRow['direction'];
  readonly device: IncidentRow['device'];
  readonly peer: IncidentRow['peer'];
  /** Service inside (inbound) or outside (outbound) that was aimed at, e.g. tcp 3389. */
  readonly service: { readonly protocol: string; readonly port: number } | null;
  readonly count: number;
  /** Different addresses on the other side. */
  readonly peers: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly rules: readonly { readonly id: string; readonly name: string; readonly feed: string }[];
  /** What travelled, in incidents of files and mail. */
  readonly carried?: CarriedFacts | null;
  readonly company: string;
  /** The desk, as it stands on every notice. */
  readonly phone: string;
  /** Number under which the desk finds the incident. */
  readonly number: string;
  /** IANA zone of the company, for the times in the text. */
  readonly timeZone: string;
  /** True only after the box confirmed that the device is isolated. */
  readonly isolated: boolean;
}

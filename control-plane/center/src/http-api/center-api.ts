import type {
  ApplianceDetail,
  FleetAnswer,
  IncidentDetail,
  IncidentRow,
  IncidentState,
  IncidentsAnswer,
} from '@omamori/contract/console-api';
import type { Result } from '@omamori/contract/result';
import type { PolicyDesk } from '../config-path/edit-policy.ts';
import type { IncidentSearch } from '../event-path/incident/search-incidents.ts';

/** All that the HTTP routes may do; main.ts joins it from the rooms. */
export interface CenterApi {
  readonly centerVersion: string;
  readonly phone: string;
  fleet(): Promise<FleetAnswer>;
  appliance(id: string): Promise<Result<ApplianceDetail>>;
  incidents(search: IncidentSearch): Promise<IncidentsAnswer>;
  incident(id: number): Promise<Result<IncidentDetail>>;
  changeState(id: number, to: IncidentState, reason: string | null, actor: string): Promise<Result<IncidentRow>>;
  readonly policies: PolicyDesk;
}

import type { ApplianceDetail, FleetAnswer } from '@omamori/contract/console-api';
import type { ApplicationsAnswer } from '@omamori/contract/console-api/applications';
import type { CenterFacts } from '@omamori/contract/console-api/center-facts';
import type { OffDutyAnswer } from '@omamori/contract/console-api/off-duty';
import type { Scope } from '@omamori/contract/console-api/people';
import type { Result } from '@omamori/contract/result';
import type { BundleDesk } from '../config-path/bundle/bundle-desk.ts';
import type { PolicyDesk } from '../config-path/edit-policy.ts';
import type { IncidentDesk } from '../event-path/incident/incident-desk.ts';
import type { StickerDesk } from '../fleet/enrolment/sticker-desk.ts';
import type { VisitDesk } from '../fleet/visit-desk.ts';
import type { PeopleDesk } from '../people/people-desk.ts';

/** All that the HTTP routes may do; main.ts joins it from the rooms. What lies outside the scope does not exist. */
export interface CenterApi {
  readonly centerVersion: string;
  readonly phone: string;
  /** What is shown is made up; left out by a center of real boxes. */
  readonly simulated?: boolean;
  facts(): Promise<CenterFacts>;
  fleet(scope: Scope): Promise<FleetAnswer>;
  appliance(id: string, scope: Scope): Promise<Result<ApplianceDetail>>;
  applications(id: string, days: number, scope: Scope): Promise<Result<ApplicationsAnswer>>;
  offDuty(id: string, days: number, scope: Scope): Promise<Result<OffDutyAnswer>>;
  readonly incidents: IncidentDesk;
  policiesFor(scope: Scope): PolicyDesk;
  readonly people: PeopleDesk;
  readonly visits: VisitDesk;
  readonly bundles: BundleDesk;
  readonly stickers: StickerDesk;
}

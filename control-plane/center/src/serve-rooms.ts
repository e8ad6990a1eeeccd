import { createRequire } from 'node:module';
import type { PolicyAnswer } from '@omamori/contract/console-api';
import type { CenterFacts } from '@omamori/contract/console-api/center-facts';
import type { OffDuty } from '@omamori/contract/off-duty';
import { ok } from '@omamori/contract/result';
import type { BundleDesk } from './config-path/bundle/bundle-desk.ts';
import type { ConfigPath } from './config-path/config-path.ts';
import { scopeDesk } from './config-path/scope-desk.ts';
import { createIncidentDesk } from './event-path/incident/incident-desk.ts';
import { previewNotice } from './event-path/notice/store-notice.ts';
import type { NoticeStage } from './event-path/notice/write-notice.ts';
import { readApplications } from './fleet/applications/read-applications.ts';
import type { StickerDesk } from './fleet/enrolment/sticker-desk.ts';
import { readApplianceDetail, readFleet } from './fleet/read-fleet.ts';
import { createVisitDesk, type VisitSecretOf } from './fleet/visit-desk.ts';
import type { CenterApi } from './http-api/center-api.ts';
import type { Announcer } from './http-api/live/announce-changes.ts';
import type { PeopleDesk } from './people/people-desk.ts';
import type { Database } from './store/database.ts';
import { tellOffDuty } from './tell-off-duty.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** What the HTTP routes may do, made of what the rooms offer. */
export function serveRooms(rooms: {
  readonly db: Database;
  readonly configPath: ConfigPath;
  readonly live: Announcer;
  readonly now: () => number;
  readonly phone: string;
  readonly people: PeopleDesk;
  readonly handOver: NoticeStage['handOver'];
  readonly bundles: BundleDesk;
  readonly visitSecretOf?: VisitSecretOf;
  readonly stickers: StickerDesk;
  /** How the center is set up; see tell-facts.ts. */
  readonly facts: () => Promise<CenterFacts>;
  /** See store/simulated-data.ts. */
  readonly simulated?: boolean;
}): CenterApi {
  const { db, configPath, live } = rooms;
  const now = (): Date => new Date(rooms.now());
  return {
    centerVersion: version,
    phone: rooms.phone,
    simulated: rooms.simulated ?? false,
    facts: rooms.facts,
    fleet: (scope) => readFleet(db, now(), scope),
    appliance: (id, scope) => readApplianceDetail(db, id, now(), scope),
    applications: (id, days, scope) => readApplications(db, { id, days, now: now(), scope }),
    offDuty: async (id, days, scope) => {
      const policy = await scopeDesk(db, configPath, scope).policyOf(id);
      return await tellOffDuty(db, { id, days, now: now(), scope }, policy.ok ? ok(inForce(policy.value)) : policy);
    },
    incidents: createIncidentDesk({
      db,
      now: rooms.now,
      notices: {
        preview: (id) => previewNotice(db, id, rooms.phone, now()),
        handOver: rooms.handOver,
      },
      onChange: (row) => {
        live.incident(row.id);
        live.appliance(row.appliance);
      },
    }),
    policiesFor: (scope) => scopeDesk(db, configPath, scope),
    people: rooms.people,
    bundles: rooms.bundles,
    visits: createVisitDesk(db, rooms.visitSecretOf ?? (async () => null), rooms.now),
    stickers: rooms.stickers,
  };
}

/** The calendar stands as it is inherited; requests add up. */
function inForce({ policy, inherited }: PolicyAnswer): OffDuty {
  return { ...policy.offDuty, persons: [...(inherited?.offDuty.persons ?? []), ...policy.offDuty.persons] };
}

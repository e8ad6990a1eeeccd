import { createRequire } from 'node:module';
import type { CenterFacts } from '@omamori/contract/console-api/center-facts';
import type { ConfigPath } from './config-path/config-path.ts';
import { scopeDesk } from './config-path/scope-desk.ts';
import { createIncidentDesk } from './event-path/incident/incident-desk.ts';
import { previewNotice } from './event-path/notice/store-notice.ts';
import type { NoticeStage } from './event-path/notice/write-notice.ts';
import { readApplianceDetail, readFleet } from './fleet/read-fleet.ts';
import { createVisitDesk } from './fleet/visit-desk.ts';
import type { CenterApi } from './http-api/center-api.ts';
import type { Announcer } from './http-api/live/announce-changes.ts';
import type { PeopleDesk } from './people/people-desk.ts';
import type { Database } from './store/database.ts';

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
  /** By appliance; see fleet/visit-desk.ts. */
  readonly visitSecrets?: ReadonlyMap<string, string>;
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
    visits: createVisitDesk(db, rooms.visitSecrets ?? new Map(), rooms.now),
  };
}

import { createRequire } from 'node:module';
import { err, ok } from '@omamori/contract/result';
import type { ConfigPath } from './config-path/config-path.ts';
import { changeState } from './event-path/incident/change-state.ts';
import { readIncidentDetail } from './event-path/incident/read-detail.ts';
import { readIncidentRows } from './event-path/incident/read-rows.ts';
import { searchIncidents } from './event-path/incident/search-incidents.ts';
import { readApplianceDetail, readFleet } from './fleet/read-fleet.ts';
import type { CenterApi } from './http-api/center-api.ts';
import type { Announcer } from './http-api/live/announce-changes.ts';
import type { Database } from './store/database.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** What the HTTP routes may do, made of what the rooms offer. */
export function serveRooms(rooms: {
  readonly db: Database;
  readonly configPath: ConfigPath;
  readonly live: Announcer;
  readonly now: () => number;
  readonly phone: string;
}): CenterApi {
  const { db, configPath, live } = rooms;
  const now = (): Date => new Date(rooms.now());
  return {
    centerVersion: version,
    phone: rooms.phone,
    fleet: () => readFleet(db, now()),
    appliance: (id) => readApplianceDetail(db, id, now()),
    incidents: (search) => searchIncidents(db, search, now()),
    incident: (id) => readIncidentDetail(db, id),
    changeState: async (id, to, reason, actor) => {
      const changed = await changeState(db, { id, to, reason, actor, now: now() });
      if (!changed.ok) return changed;
      const [row] = await readIncidentRows(db, [id]);
      if (row === undefined) return err('CTR_INCIDENT_UNKNOWN', 'There is no such incident.');
      live.incident(id);
      live.appliance(row.appliance);
      return ok(row);
    },
    policies: configPath,
  };
}

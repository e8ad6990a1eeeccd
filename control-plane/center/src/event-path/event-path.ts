// The center's event path, read top to bottom: a batch from a box is committed together with its incidents, then
// acknowledged, then told to the notice stage and to whoever looks.
import { causeOf } from '@omamori/contract/result';
import type { Log } from '../log.ts';
import type { MqttLinkOfCenter } from '../mqtt-link/mqtt-link.ts';
import type { Refusals } from '../refusals.ts';
import type { Database } from '../store/database.ts';
import { acceptBatch } from './ingest/accept-batch.ts';
import { inviteBacklog } from './ingest/invite-backlog.ts';
import { watchDatabase } from './ingest/watch-database.ts';

export interface EventPathOptions {
  readonly db: Database;
  readonly link: Pick<MqttLinkOfCenter, 'publish' | 'onMessage' | 'onChange'>;
  readonly now: () => number;
  readonly log: Log;
  readonly refusals: Refusals;
  readonly knows: (appliance: string) => boolean;
  /** A box spoke. */
  readonly onHeard: (appliance: string) => void;
  /** An incident has new detections, committed. */
  readonly onIncident: (id: number) => void;
  /** The row of this appliance reads differently now. */
  readonly onAppliance: (appliance: string) => void;
}

/** Registers the handler of `events`; the link must not have been started yet. */
export function joinEventPath(options: EventPathOptions): { close(): void } {
  const invite = (): void => {
    inviteBacklog(options.db, options.link).catch((thrown: unknown) => {
      options.log.warn({ code: 'CTR_INVITE_FAILED', cause: causeOf(thrown) }, 'the boxes were not told that we listen');
    });
  };
  const database = watchDatabase(options.db, invite);
  options.link.onMessage('events', async (message) => {
    const accepted = await acceptBatch(
      {
        ...options,
        onCommitted: (appliance, committed) => {
          options.onHeard(appliance);
          for (const id of committed.incidents) options.onIncident(id);
          if (committed.incidents.length > 0) options.onAppliance(appliance);
        },
      },
      message,
    );
    if (!accepted.ok && accepted.error.code === 'CTR_COMMIT_FAILED') database.failed();
  });
  options.link.onChange((connected) => {
    if (connected) invite();
  });
  return database;
}

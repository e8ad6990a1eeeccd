import type { EventAck } from '@omamori/contract/event-envelope';
import { topicOf } from '@omamori/contract/topics';
import { sql } from 'kysely';
import type { MqttLinkOfCenter } from '../../mqtt-link/mqtt-link.ts';
import type { Database } from '../../store/database.ts';

/**
 * Tells every box that the center listens (again): an acknowledgement of nothing. A box whose batches went unanswered
 * while the center was away waits up to a minute between tries; this ends the wait. Losing it costs only that minute.
 */
export async function inviteBacklog(db: Database, link: Pick<MqttLinkOfCenter, 'publish'>): Promise<void> {
  const newest = await sql<{ appliance: string; epoch: string }>`
    select distinct on (appliance) appliance, epoch from epoch order by appliance, last_batch_at desc`.execute(db);
  for (const { appliance, epoch } of newest.rows) {
    const nothing: EventAck = { v: 1, epoch, ranges: [] };
    await link.publish(topicOf(appliance, 'ack'), JSON.stringify(nothing), { retain: false });
  }
}

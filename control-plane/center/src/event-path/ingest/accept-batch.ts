import { type EventAck, type EventBatch, toRanges, unpackBatch } from '@omamori/contract/event-envelope';
import { causeOf, err, type Result } from '@omamori/contract/result';
import { topicOf } from '@omamori/contract/topics';
import type { Log } from '../../log.ts';
import type { IncomingMessage, MqttLinkOfCenter } from '../../mqtt-link/mqtt-link.ts';
import type { Refusals } from '../../refusals.ts';
import type { Database } from '../../store/database.ts';
import { countOthersInTime } from '../incident/count-others.ts';
import { type Committed, commitBatch } from './commit-batch.ts';

export interface IngestOptions {
  readonly db: Database;
  readonly link: Pick<MqttLinkOfCenter, 'publish'>;
  readonly now: () => number;
  readonly log: Log;
  readonly refusals: Refusals;
  readonly knows: (appliance: string) => boolean;
  readonly onCommitted: (appliance: string, committed: Committed) => void;
}

/**
 * One message on `events`: unpack, check, commit, and only then acknowledge. A refused batch is counted by code and not
 * acknowledged; a database that fails leaves the batch with the box, which sends it again.
 */
export async function acceptBatch(options: IngestOptions, message: IncomingMessage): Promise<Result<Committed>> {
  const batch = readBatch(options, message);
  const committed = batch.ok ? await tryCommit(options, batch.value) : batch;
  if (!batch.ok || !committed.ok) {
    if (!committed.ok) options.refusals.note(committed.error, message);
    return committed;
  }
  options.onCommitted(message.appliance, committed.value);
  // Not waited for: a lost acknowledgement only means that the box sends the same batch again.
  void acknowledge(options, batch.value);
  return committed;
}

function readBatch(options: IngestOptions, message: IncomingMessage): Result<EventBatch> {
  if (!options.knows(message.appliance)) {
    return err('CTR_APPLIANCE_UNKNOWN', 'A box that is not enrolled sent events.');
  }
  const batch = unpackBatch(message.payload);
  if (batch.ok && batch.value.appliance !== message.appliance) {
    return err('CTR_APPLIANCE_MISMATCH', 'A batch names another box than its topic.');
  }
  return batch;
}

async function tryCommit(options: IngestOptions, batch: EventBatch): Promise<Result<Committed>> {
  try {
    return await commitBatch(options.db, batch, new Date(options.now()));
  } catch (thrown) {
    return err('CTR_COMMIT_FAILED', 'The database did not take a batch of events; the box will send it again.', {
      cause: causeOf(thrown),
    });
  }
}

async function acknowledge(options: IngestOptions, batch: EventBatch): Promise<void> {
  const ranges = toRanges(batch.records.map((record) => record.sequence));
  const others = await countOthersInTime(options.db, batch, options.now());
  const ack: EventAck = { v: 1, epoch: batch.epoch, ranges, ...(others === null ? {} : { others }) };
  const sent = await options.link.publish(topicOf(batch.appliance, 'ack'), JSON.stringify(ack), { retain: false });
  if (!sent.ok) options.log.warn({ code: sent.error.code, appliance: batch.appliance }, sent.error.message);
}

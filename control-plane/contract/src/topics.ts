import { err, ok, type Result } from './result.ts';

/** Every MQTT topic of the product is built and parsed here: `omamori/v1/<appliance>/<channel>`. */
export const CHANNELS = [
  'birth', // agent → center, retained: a session began
  'death', // agent's last will, retained: the session with that epoch ended
  'events', // agent → center: batches of detections
  'ack', // center → agent: what the database has committed, events and state reports
  'desired', // center → agent, retained: the signed desired state
  'reported', // agent → center, retained: what is really applied
  'inventory', // agent → center, retained: devices of the office
  'health', // agent → center: engine, spool, clock, memory
  'command',
  'result',
  'bundle', // center → agent, retained: signed order which rule bundle shall be in force
  'fetch', // agent → center: one piece of a bundle's file, please
  'piece', // center → agent: that piece
] as const;
export type Channel = (typeof CHANNELS)[number];

/** Appliance ids stand in topics, certificates and file names: lower case letters, digits and inner hyphens, 3 to 40. */
export const APPLIANCE_ID = /^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/;

const PREFIX = 'omamori/v1';

export function topicOf(appliance: string, channel: Channel): string {
  return `${PREFIX}/${appliance}/${channel}`;
}

/** Subscription of the center for one channel of every appliance. */
export function everyAppliance(channel: Channel): string {
  return `${PREFIX}/+/${channel}`;
}

export function parseTopic(topic: string): Result<{ appliance: string; channel: Channel }> {
  const parts = topic.split('/');
  const [product, version, appliance, channel] = parts;
  const known = CHANNELS.find((candidate) => candidate === channel);
  if (parts.length !== 4 || `${product}/${version}` !== PREFIX || appliance === undefined || known === undefined) {
    return err('DOC_TOPIC_UNKNOWN', `The topic is not one of ours: ${topic.slice(0, 120)}`);
  }
  if (!APPLIANCE_ID.test(appliance)) return err('DOC_TOPIC_UNKNOWN', 'The topic names no valid appliance id.');
  return ok({ appliance, channel: known });
}

import type { Channel } from './topics.ts';

/** Who speaks on a channel. The embedded broker and the written settings of an outside one are made from this table. */
export const SPEAKER: Readonly<Record<Channel, 'box' | 'center'>> = {
  birth: 'box',
  death: 'box',
  events: 'box',
  ack: 'center',
  desired: 'center',
  reported: 'box',
  inventory: 'box',
  health: 'box',
  command: 'center',
  result: 'box',
  bundle: 'center',
  fetch: 'box',
  piece: 'center',
};

/** MQTT client id of a box: bound to its certificate, or one box could end the session of another by taking its id. */
export function clientIdOf(appliance: string): string {
  return `omamori-${appliance}`;
}

// The boxes go on speaking while somebody looks: health by MQTT to the center's own broker, as real ones send it.
import { topicOf } from '@omamori/contract/topics';
import mqtt from 'mqtt';
import type { SimulatedBox } from './make-companies.ts';
import { healthOf } from './stand-box.ts';

const TURN_MS = 1_000;
/** health.ts of the contract: every 20 s. */
const TURNS_ONLINE = 20;
/** Between the 45 s after which a box is late and the 90 s after which it is silent. */
const TURNS_LATE = 80;

export interface Tending {
  stop(): Promise<void>;
}

/** One connection a box: the broker keeps each to the topics of the appliance it spoke for first. */
export async function tendBoxes(fleet: readonly SimulatedBox[], broker: string): Promise<Tending> {
  const speaking: { readonly box: SimulatedBox; readonly client: mqtt.MqttClient }[] = [];
  for (const box of fleet) {
    if (box.life === 'silent' || box.life === 'never') continue;
    const client = await mqtt.connectAsync(broker, { clientId: box.entry.appliance, reconnectPeriod: 1_000 });
    speaking.push({ box, client });
    say(client, box);
  }
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    for (const [index, { box, client }] of speaking.entries()) {
      const turns = box.life === 'late' ? TURNS_LATE : TURNS_ONLINE;
      if ((turn + index) % turns === 0 && client.connected) say(client, box);
    }
  }, TURN_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(speaking.map(({ client }) => client.endAsync(true)));
    },
  };
}

function say(client: mqtt.MqttClient, box: SimulatedBox): void {
  client.publish(topicOf(box.entry.appliance, 'health'), JSON.stringify(healthOf(box, Date.now())));
}

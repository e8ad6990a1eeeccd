import { type EventAck, type SpooledRecord, toRanges, unpackBatch } from '@omamori/contract/event-envelope';
import { type Channel, everyAppliance, parseTopic, topicOf } from '@omamori/contract/topics';
import { connectAsync, type MqttClient } from 'mqtt';

export interface CenterFaults {
  /** Share of acknowledgements that are never sent. */
  readonly loseAck?: number;
  /** Share that is sent twice. */
  readonly doubleAck?: number;
  /** Records of which no batch is ever taken, as of a contract that the center does not know. */
  readonly refuse?: (record: SpooledRecord) => boolean;
  /** Acknowledgements wait up to this long, each its own time: they overtake each other. */
  readonly delayMs?: number;
}

/** What a center must do with batches, in memory: unpack, keep once by key, acknowledge. */
export class ModelCenter {
  readonly records = new Map<string, SpooledRecord>();
  received = 0;
  acknowledge = true;
  #client: MqttClient | null = null;
  readonly #faults: CenterFaults;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(faults: CenterFaults = {}) {
    this.#faults = faults;
  }

  async connect(url: string): Promise<void> {
    const client = await connectAsync(url, { reconnectPeriod: 50, protocolVersion: 4 });
    client.on('error', () => undefined);
    client.on('message', (topic, payload) => this.#take(client, topic, payload));
    await client.subscribeAsync(everyAppliance('events'), { qos: 1 });
    this.#client = client;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#client?.endAsync(true);
    this.#client = null;
  }

  async say(appliance: string, channel: Channel, text: string): Promise<void> {
    await this.#client?.publishAsync(topicOf(appliance, channel), text, { qos: 1 });
  }

  /** Attempts that all records together stand for. */
  attempts(): number {
    return [...this.records.values()].reduce((sum, record) => sum + record.detection.count, 0);
  }

  #take(client: MqttClient, topic: string, payload: Buffer): void {
    const place = parseTopic(topic);
    const batch = unpackBatch(payload);
    if (!place.ok || !batch.ok) throw new Error('the agent sent what the contract does not allow');
    this.received += batch.value.records.length;
    if (batch.value.records.some((record) => this.#faults.refuse?.(record) === true)) return;
    for (const record of batch.value.records) {
      const key = `${batch.value.epoch} ${record.sequence}`;
      const before = this.records.get(key);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(record)) {
        throw new Error(`the key ${key} came back with another content`);
      }
      this.records.set(key, record);
    }
    if (!this.acknowledge || Math.random() < (this.#faults.loseAck ?? 0)) return;
    const ranges = toRanges(batch.value.records.map((record) => record.sequence));
    const ack: EventAck = { v: 1, epoch: batch.value.epoch, ranges };
    const times = Math.random() < (this.#faults.doubleAck ?? 0) ? 2 : 1;
    for (let i = 0; i < times; i += 1) this.#sendLater(client, topicOf(place.value.appliance, 'ack'), ack);
  }

  #sendLater(client: MqttClient, topic: string, ack: EventAck): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        client.publish(topic, JSON.stringify(ack), { qos: 1 });
      },
      Math.random() * (this.#faults.delayMs ?? 0),
    );
    this.#timers.add(timer);
  }
}

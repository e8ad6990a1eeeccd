// record-wire.ts MQTT_URL: one JSON line {topic, payload: base64} for each message of the product on a broker, until
// killed; comes back when the broker does. Read by tests that judge what the real programs say.
import { connect } from 'mqtt';

const [url = ''] = process.argv.slice(2);
const client = connect(url, { protocolVersion: 4, reconnectPeriod: 200 });
client.on('error', (cause) => process.stderr.write(`${cause.message}\n`));
client.on('connect', () => client.subscribe('omamori/v1/#', { qos: 1 }));
client.on('message', (topic, payload) => {
  process.stdout.write(`${JSON.stringify({ topic, payload: payload.toString('base64') })}\n`);
});

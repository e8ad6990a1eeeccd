// Reads packets of NFLOG group 5 and the connections behind them until one packet has come, then ends.
//   sudo nft 'add rule inet t c udp dport 9 ct state new log group 5 prefix "seen"'; sudo node log-and-track.mjs
import { openConntrack, openNflog } from 'node-nftables';

const first = Promise.withResolvers();
const log = await openNflog({ groups: [5], copyRange: 128, onPacket: (packet) => first.resolve(packet) });
if (!log.ok) throw new Error(`${log.error.code}: ${log.error.message}`);
process.stdout.write('reading\n');
const packet = await first.promise;
const connections = openConntrack();
if (!connections.ok) throw new Error(connections.error.message);
const flows = connections.value.list();
const tracked = flows.ok ? flows.value.filter(({ destinationPort }) => destinationPort === 9).length : 0;
process.stdout.write(`${JSON.stringify({ prefix: packet.prefix, bytes: packet.payload.length, tracked })}\n`);
connections.value.close();
await log.value.close();

/** A NAS or a camera telling its name by multicast DNS (RFC 6762): at start, and every 20 s. */
import { createSocket } from 'node:dgram';
import { encode } from 'dns-packet';

const [name = '', v4 = '', v6 = ''] = process.argv.slice(2);
const host = `${name}.local`;
const packet = encode({
  type: 'response',
  flags: 1 << 10, // authoritative
  answers: [
    { type: 'A', name: host, ttl: 120, data: v4, flush: true },
    { type: 'AAAA', name: host, ttl: 120, data: v6, flush: true },
    { type: 'PTR', name: '_http._tcp.local', ttl: 120, data: `${name}._http._tcp.local` },
  ],
});

const socket = createSocket({ type: 'udp4', reuseAddr: true });
socket.bind(5353, () => {
  socket.setMulticastTTL(255);
  socket.setMulticastInterface(v4);
  const say = (): void => socket.send(packet, 5353, '224.0.0.251');
  say();
  setInterval(say, 20_000);
  process.stdout.write('ready\n');
});

/** Run inside a namespace: node send-udp.ts '{"address","port","sourcePort","count","text"?}'. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';

interface Order {
  readonly address: string;
  readonly port: number;
  readonly sourcePort: number;
  readonly count: number;
  readonly text?: string;
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
const socket = createSocket(isIPv6(order.address) ? 'udp6' : 'udp4');
socket.bind(order.sourcePort);
await once(socket, 'listening');
for (let sent = 0; sent < order.count; sent += 1) {
  await new Promise<void>((resolve) => {
    // A closed port answers with ICMP, which the next send reports: the datagram before it has left all the same.
    socket.send(`${order.text ?? 'probe'}-${sent}`, order.port, order.address, () => resolve());
  });
}
socket.close();

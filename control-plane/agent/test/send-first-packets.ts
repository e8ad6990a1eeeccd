// A host of the test network that only begins conversations, run by `ip netns exec`: each line on its input is a batch,
// [[protocol, from, to, port], …]; `sent` is written when all of it left.
import { createSocket } from 'node:dgram';
import { createConnection, isIPv6 } from 'node:net';
import { createInterface } from 'node:readline';

type Begin = readonly ['tcp' | 'udp', string, string, number];

function begin([protocol, from, to, port]: Begin): Promise<void> {
  return new Promise((resolve) => {
    if (protocol === 'udp') {
      const socket = createSocket(isIPv6(to) ? 'udp6' : 'udp4');
      socket.on('error', () => resolve());
      socket.bind({ address: from }, () => {
        socket.send('x', port, to, () => {
          socket.close();
          resolve();
        });
      });
      return;
    }
    const socket = createConnection({ host: to, port, localAddress: from });
    const end = (): void => {
      socket.destroy();
      resolve();
    };
    socket.on('error', end);
    socket.on('connect', end);
    setTimeout(end, 200); // the SYN is out; one that is dropped is sent again only after a second
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  await Promise.all((JSON.parse(line) as Begin[]).map(begin));
  process.stdout.write('sent\n');
}

/**
 * Remote desktop attempts from one address of the lab's internet. Each attempt has a source port of its own, so that
 * every packet on the way and every record at the center can be told apart.
 *   knock-rdp.ts FROM TO FIRST_SOURCE_PORT COUNT INTERVAL_MS USER [TIMEOUT_MS]
 * Prints one JSON line an attempt: { from, sourcePort, sentAt, connected, answered }.
 */
import { connect } from 'node:net';

const [from = '', to = '', firstPort = '', count = '', interval = '', user = '', timeout = '1500'] =
  process.argv.slice(2);

interface Attempt {
  from: string;
  sourcePort: number;
  /** Milliseconds since 1970, just before the first SYN. */
  sentAt: number;
  connected: boolean;
  answered: boolean;
}

/** TPKT + X.224 Connection Request with the log-in name as cookie ([MS-RDPBCGR] 2.2.1.1). */
function connectionRequest(name: string): Buffer {
  const cookie = Buffer.from(`Cookie: mstshash=${name}\r\n`, 'latin1');
  const negotiation = Buffer.from('0100080003000000', 'hex');
  const x224 = Buffer.concat([Buffer.from('e00000000000', 'hex'), cookie, negotiation]);
  const length = x224.length + 5;
  return Buffer.concat([Buffer.from([3, 0, length >> 8, length & 255, x224.length]), x224]);
}

function knock(sourcePort: number): Promise<Attempt> {
  const attempt: Attempt = { from, sourcePort, sentAt: Date.now(), connected: false, answered: false };
  return new Promise((resolve) => {
    const socket = connect({ host: to, port: 3389, localAddress: from, localPort: sourcePort });
    const end = (): void => {
      socket.destroy();
      resolve(attempt);
    };
    const timer = setTimeout(end, Number(timeout));
    socket.on('connect', () => {
      attempt.connected = true;
      socket.write(connectionRequest(user));
    });
    socket.on('data', (answer) => {
      attempt.answered = answer[5] === 0xd0;
      clearTimeout(timer);
      end();
    });
    socket.on('error', () => {
      clearTimeout(timer);
      end();
    });
  });
}

const attempts: Promise<void>[] = [];
for (let index = 0; index < Number(count); index++) {
  attempts.push(
    knock(Number(firstPort) + index).then((attempt) => void process.stdout.write(`${JSON.stringify(attempt)}\n`)),
  );
  await new Promise((resolve) => setTimeout(resolve, Number(interval)));
}
await Promise.all(attempts);

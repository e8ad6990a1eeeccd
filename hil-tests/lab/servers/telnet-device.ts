/**
 * A camera recorder as it comes from its maker, log-in open on 23 and 2323, both families: telnet-device.ts RECEIPTS
 * Notes each line it is told: { from, port, line }.
 */
import { appendFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';

const [receipts = ''] = process.argv.slice(2);
const MOST_LINES = 200;

function serve(socket: Socket): void {
  let [rest, lines] = ['', 0];
  socket.write('DVR login: ');
  socket.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString('latin1')).split(/\r?\n/);
    rest = (parts.pop() ?? '').slice(0, 1000);
    for (const line of parts.slice(0, MOST_LINES)) {
      lines += 1;
      void appendFile(receipts, `${JSON.stringify({ from: socket.remoteAddress, port: socket.remotePort, line })}\n`);
      socket.write(lines === 1 ? 'Password: ' : '# ');
    }
  });
  socket.setTimeout(20_000, () => socket.destroy());
  socket.on('error', () => socket.destroy());
}

for (const port of [23, 2323]) createServer(serve).listen(port, '::');
process.stdout.write('ready\n');

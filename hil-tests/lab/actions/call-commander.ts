/**
 * What an infected computer of the office does: reports to its commander and waits for orders.
 *   call-commander.ts TO PORT KIND FIRST_SOURCE_PORT COUNT
 * KIND: `beacon` (a whole frame at once), `halves` (the frame in two pieces), `order` (harmless words, the answer is
 * a frame), `hello` (harmless words both ways). Prints one JSON line a call: { kind, sourcePort, from, answer }.
 */
import { connect } from 'node:net';
import { frameOf, isWholeFrame } from '../servers/gh0st-frame.ts';
import { longEnough } from './long-enough.ts';

const [to = '', port = '', kind = '', firstPort = '', count = ''] = process.argv.slice(2);
const LONG_ENOUGH_MS = longEnough(3000);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function piecesOf(sourcePort: number): Buffer[] {
  if (kind === 'hello') return [Buffer.from(`hello ${sourcePort}\n`)];
  if (kind === 'order') return [Buffer.from(`order? ${sourcePort}\n`)];
  const beacon = frameOf(`online UKETSUKE-PC ${sourcePort} `.padEnd(180, 'Windows 10 '));
  return kind === 'halves' ? [beacon.subarray(0, 9), beacon.subarray(9)] : [beacon];
}

function call(sourcePort: number): Promise<object> {
  return new Promise((resolve) => {
    const told = { kind, sourcePort, from: '', connected: false, answer: 'none' as 'none' | 'words' | 'frame' };
    const socket = connect({ host: to, port: Number(port), localPort: sourcePort });
    const end = (): void => {
      socket.destroy();
      resolve(told);
    };
    const timer = setTimeout(end, LONG_ENOUGH_MS);
    socket.setNoDelay(true);
    socket.on('connect', async () => {
      told.connected = true;
      told.from = socket.localAddress ?? '';
      for (const piece of piecesOf(sourcePort)) {
        socket.write(piece);
        await pause(150);
      }
    });
    socket.on('data', (answer) => {
      told.answer = isWholeFrame(answer) ? 'frame' : 'words';
      clearTimeout(timer);
      end();
    });
    socket.on('error', () => {
      clearTimeout(timer);
      end();
    });
  });
}

const calls: Promise<void>[] = [];
for (let index = 0; index < Number(count); index++) {
  calls.push(call(Number(firstPort) + index).then((told) => void process.stdout.write(`${JSON.stringify(told)}\n`)));
  await pause(100);
}
await Promise.all(calls);

/**
 * File sharing from one device: speak-smb.ts TO FROM|- WHAT COUNT
 *   work             opens, writes and renames COUNT files with a second between them, as a person does
 *   worm             tries what worms try on COUNT connections: MS17-010, its back door, CVE-2020-0796 by turns
 *   encrypt          writes and renames COUNT files as fast as the server answers
 * Prints one JSON line a connection: { what, sourcePort, connected, sent, answered }.
 */
import { connect } from 'node:net';
import { longEnough } from './long-enough.ts';
import {
  backDoorQuestion,
  falselyPacked,
  fileRenamed,
  fileWritten,
  largeTransaction,
  newMessage,
  newNegotiation,
  oldMessage,
  splitMessages,
  wrongContinuation,
} from './smb-messages.ts';

const [to = '', from = '', what = '', count = '1'] = process.argv.slice(2);
const LONG_ENOUGH_MS = longEnough(2500);
const PAUSE_MS = what === 'work' ? 1000 : 0;

function wormTalk(turn: number): Buffer[] {
  if (turn % 3 === 2) return [newNegotiation(), falselyPacked()];
  const opening = [oldMessage('negotiate'), oldMessage('setUp')];
  return turn % 3 === 0 ? [...opening, largeTransaction(), wrongContinuation()] : [...opening, backDoorQuestion()];
}

function fileTalk(files: number): Buffer[] {
  const opening = [newNegotiation(), newMessage('setUp', 1, Buffer.alloc(24)), newMessage('tree', 2, Buffer.alloc(8))];
  return [...opening, ...Array.from({ length: files }, (_, index) => fileMessages(index)).flat()];
}

function fileMessages(index: number): Buffer[] {
  const content = Buffer.alloc(512, what === 'work' ? 0x20 : (index * 37) & 0xff);
  const name = what === 'work' ? `mitsumori-${index}.xlsx` : `mitsumori-${index}.xlsx.locked`;
  return [fileWritten(10 + 2 * index, content), fileRenamed(11 + 2 * index, name)];
}

interface Talk {
  readonly what: string;
  sourcePort: number;
  connected: boolean;
  sent: number;
  answered: number;
}

/** One message after the other, each when the one before it was answered. */
function talk(messages: readonly Buffer[]): Promise<Talk> {
  const told: Talk = { what, sourcePort: 0, connected: false, sent: 0, answered: 0 };
  return new Promise((resolve) => {
    const socket = connect({ host: to, port: 445, ...(from === '-' ? {} : { localAddress: from }) });
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(told);
    };
    let timer = setTimeout(end, LONG_ENOUGH_MS);
    const next = (): void => {
      const message = messages[told.sent];
      clearTimeout(timer);
      if (message === undefined) {
        end();
        return;
      }
      timer = setTimeout(end, LONG_ENOUGH_MS + PAUSE_MS);
      told.sent += 1;
      setTimeout(() => socket.write(message), told.sent > 3 ? PAUSE_MS / 2 : 0);
    };
    let received: Buffer = Buffer.alloc(0);
    socket.on('connect', () => {
      told.connected = true;
      told.sourcePort = socket.localPort ?? 0;
      next();
    });
    socket.on('data', (chunk: Buffer) => {
      const { messages: whole, rest } = splitMessages(Buffer.concat([received, chunk]));
      received = rest;
      told.answered += whole.length;
      if (whole.length > 0) next();
    });
    socket.on('error', end);
    socket.on('close', end);
  });
}

const talks =
  what === 'worm' ? Array.from({ length: Number(count) }, (_, turn) => wormTalk(turn)) : [fileTalk(Number(count))];
for (const messages of talks) process.stdout.write(`${JSON.stringify(await talk(messages))}\n`);

/**
 * Connections that live through everything: half over IPv4, half over IPv6, each with a steady trickle of data of its
 * own that the other side says back.
 *   hold-talks.ts TO4 TO6 PORT COUNT EVERY_MS BYTES
 * Commands on stdin, one a line, each answered by one JSON line { open, sent, received, longestStallMs, whole }:
 *   `status`; `mark` (the same, and the longest stall begins anew); `end` (sends no more, waits for all that is still to
 *   come back, 20 s at most). `whole`: connections of which every byte came back as it was sent.
 */
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const [to4 = '', to6 = '', port = '', count = '', everyMs = '', bytes = ''] = process.argv.slice(2);

interface Talk {
  readonly socket: Socket;
  readonly said: ReturnType<typeof createHash>;
  readonly heard: ReturnType<typeof createHash>;
  sent: number;
  received: number;
  heardAt: number;
  open: boolean;
}

let longestStallMs = 0;
const talks = Array.from({ length: Number(count) }, (_, index) => begin(index));
const timer = setInterval(() => talks.forEach(say), Number(everyMs));

function begin(index: number): Talk {
  const socket = connect({ host: index % 2 === 0 ? to4 : to6, port: Number(port) });
  const hash = () => createHash('sha256');
  const talk: Talk = { socket, said: hash(), heard: hash(), sent: 0, received: 0, heardAt: 0, open: false };
  socket.setNoDelay(true);
  socket.on('connect', () => {
    talk.open = true;
    talk.heardAt = performance.now();
  });
  socket.on('data', (chunk: Buffer) => {
    noteStall(talk);
    talk.heardAt = performance.now();
    talk.received += chunk.length;
    talk.heard.update(chunk);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    talk.open = false;
  });
  return talk;
}

/** Letters that differ from connection to connection and from message to message. */
function say(talk: Talk, index: number): void {
  if (!talk.open) return;
  const message = Buffer.alloc(Number(bytes), `${index}:${talk.sent} `);
  talk.said.update(message);
  talk.sent += message.length;
  talk.socket.write(message);
}

function noteStall(talk: Talk): void {
  if (talk.heardAt !== 0) longestStallMs = Math.max(longestStallMs, performance.now() - talk.heardAt);
}

const isWhole = (talk: Talk): boolean =>
  talk.sent === talk.received && talk.said.copy().digest('hex') === talk.heard.copy().digest('hex');

function tell(): void {
  for (const talk of talks) if (talk.sent > talk.received) noteStall(talk);
  const sum = (of: (talk: Talk) => number): number => talks.reduce((total, talk) => total + of(talk), 0);
  const told = {
    open: sum((talk) => (talk.open ? 1 : 0)),
    sent: sum((talk) => talk.sent),
    received: sum((talk) => talk.received),
    longestStallMs: Math.round(longestStallMs),
    whole: sum((talk) => (isWhole(talk) ? 1 : 0)),
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function end(): Promise<void> {
  clearInterval(timer);
  const until = performance.now() + 20_000;
  while (performance.now() < until && !talks.every(isWhole)) await pause(50);
  tell();
  for (const { socket } of talks) socket.destroy();
  process.exit(0);
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') await end();
  tell();
  if (line === 'mark') longestStallMs = 0;
}
process.exit(0);

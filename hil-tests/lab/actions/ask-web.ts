/**
 * Web requests, each on a connection of its own, byte by byte as given: ask-web.ts TO FROM|- PORT EVERY_MS REQUESTS
 * REQUESTS: JSON [[name, head lines, body], …]; Host, X-Request-Id and Content-Length are added.
 * Prints one JSON line a request: { name, sourcePort, connected, answered }.
 */
import { connect } from 'node:net';
import { z } from 'zod';
import { longEnough } from './long-enough.ts';

const [to = '', from = '', port = '', everyMs = '', text = ''] = process.argv.slice(2);
const requests = z.array(z.tuple([z.string(), z.array(z.string()), z.string()])).parse(JSON.parse(text));
const LONG_ENOUGH_MS = longEnough(2500);

interface Asked {
  readonly name: string;
  sourcePort: number;
  connected: boolean;
  answered: boolean;
}

function ask(name: string, head: readonly string[], body: string): Promise<Asked> {
  const asked: Asked = { name, sourcePort: 0, connected: false, answered: false };
  const own = [`Host: shop.sakura.example`, `X-Request-Id: ${name}`, `Content-Length: ${Buffer.byteLength(body)}`];
  return new Promise((resolve) => {
    const socket = connect({ host: to, port: Number(port), ...(from === '-' ? {} : { localAddress: from }) });
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(asked);
    };
    const timer = setTimeout(end, LONG_ENOUGH_MS);
    socket.on('connect', () => {
      asked.connected = true;
      asked.sourcePort = socket.localPort ?? 0;
      socket.write(`${[...head, ...own].join('\r\n')}\r\n\r\n${body}`);
    });
    socket.on('data', (chunk) => {
      asked.answered = chunk.toString('latin1').startsWith('HTTP/1.1 ');
      end();
    });
    socket.on('error', end);
  });
}

const asked: Promise<void>[] = [];
for (const [name, head, body] of requests) {
  asked.push(ask(name, head, body).then((told) => void process.stdout.write(`${JSON.stringify(told)}\n`)));
  await new Promise((resolve) => setTimeout(resolve, Number(everyMs)));
}
await Promise.all(asked);

/**
 * A web page of the company on a port of its own, in the office, both families: web-page.ts PORT RECEIPTS KIND
 *   shop: answers every request;  remote-access: the log-in page of a device that people work through, refuses log-ins
 * Notes each whole request that came: { name, from, port }, `name` from its X-Request-Id.
 */
import { appendFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const [port = '', receipts = '', kind = ''] = process.argv.slice(2);
const SHOP = '<!doctype html><html lang="ja"><title>Sakura</title><p>Sakura Shop</p></html>';
const LOG_IN =
  '<!doctype html><title>SSL-VPN</title><form method="post" action="/remote/logincheck"><input name="username"><input type="password" name="credential"></form>';

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const _ of request); // to its end: only a whole request has arrived
  const name = String(request.headers['x-request-id'] ?? '');
  const line = { name, from: request.socket.remoteAddress, port: request.socket.remotePort };
  await appendFile(receipts, `${JSON.stringify(line)}\n`);
  const refused = kind === 'remote-access' && request.method === 'POST';
  response.writeHead(refused ? 403 : 200, { 'content-type': 'text/html; charset=utf-8', connection: 'close' });
  response.end(kind === 'shop' ? SHOP : LOG_IN);
}

createServer((request, response) => {
  answer(request, response).catch(() => response.destroy()); // cut on the way: nothing whole arrived
}).listen(Number(port), '::', () => void process.stdout.write('ready\n'));

/** The office's server, in namespace `srv`: remote desktop (3389) and the company's small web page (80), both families. */
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';

/** X.224 Connection Confirm inside TPKT, as a terminal server answers ([MS-RDPBCGR] 2.2.1.2). */
const CONNECTION_CONFIRM = Buffer.from('030000130ed000001234000200080000000000', 'hex');

const desktop = createServer((socket) => {
  socket.once('data', (request) => {
    if (request[0] === 3) socket.write(CONNECTION_CONFIRM);
    else socket.destroy();
  });
  socket.setTimeout(20_000, () => socket.destroy());
  socket.on('error', () => socket.destroy());
});
desktop.listen(3389, '::');

createHttpServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end('<!doctype html><html lang="ja"><title>Sakura</title><p>Sakura</p></html>');
}).listen(80, '::');
process.stdout.write('ready\n');

/**
 * The other side of connections that live long, in namespace `net`, both families; it never closes one by itself.
 *   talk-back.ts ADDRESS4 ADDRESS6 PORT WEB4 WEB6
 * Says back whatever it hears on PORT; answers web requests on port 80 of the last two.
 */
import { createServer as createWebServer } from 'node:http';
import { createServer } from 'node:net';

const [address4 = '', address6 = '', port = '', web4 = '', web6 = ''] = process.argv.slice(2);
for (const address of [address4, address6]) {
  createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  }).listen(Number(port), address);
}
for (const address of [web4, web6]) {
  const web = createWebServer((_, response) => void response.end('still here'));
  web.keepAliveTimeout = 0;
  web.listen(80, address);
}
process.stdout.write('ready\n');

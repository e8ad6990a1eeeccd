/** A device telling what it is, as devices of its kind do: at start, and every 20 s: announce-name.ts ROLE NAME V4 V6 */
import { createSocket, type Socket } from 'node:dgram';
import { type Announcement, announcementsOf } from './device-announcements.ts';

const [role = '', name = '', v4 = '', v6 = ''] = process.argv.slice(2);
if (role !== 'pc' && role !== 'nas' && role !== 'camera') throw new Error(`no device announces itself as ${role}`);

function bind(port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  return new Promise((resolve) => {
    socket.bind(port, () => {
      socket.setMulticastTTL(255);
      socket.setMulticastInterface(v4);
      socket.setBroadcast(true);
      resolve(socket);
    });
  });
}

const announcements = announcementsOf(role, { name, v4, v6 });
const said: (Announcement & { readonly socket: Socket })[] = [];
for (const announcement of announcements) said.push({ ...announcement, socket: await bind(announcement.from ?? 0) });
const say = (): void => {
  for (const { socket, message, port, to } of said) socket.send(message, port, to);
};
say();
setInterval(say, 20_000);
process.stdout.write('ready\n');

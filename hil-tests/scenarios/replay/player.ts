/** `player.ts LAB CAPTURE PAUSES_MS MOST_PAUSES_MS mend-all|mend-offloaded HOME…`: plays a capture between the lab's two sides, prints one line of JSON. */
import { openCapture } from 'capture-file';
import { homeList, SideChooser } from './choose-side.ts';
import { Pace } from './pace-packets.ts';
import { openPacketSocket } from './packet-socket.ts';
import { playCapture } from './play-capture.ts';
import { sideNamespace } from './replay-network.ts';

const [lab = '', path = '', pausesMs = '', mostMs = '', mend = '', ...home] = process.argv.slice(2);
const capture = openCapture(path);
const list = homeList(home);
if (!capture.ok || list === null) throw new Error(capture.ok ? 'bad home' : capture.error.message);
const sockets = {
  office: openPacketSocket(sideNamespace(lab, 'office'), 'eth0'),
  internet: openPacketSocket(sideNamespace(lab, 'internet'), 'eth0'),
};
const ledger = playCapture(capture.value, {
  sockets,
  sides: new SideChooser(list),
  pace: new Pace(Number(pausesMs), Number(mostMs)),
  mendAll: mend === 'mend-all',
});
for (const socket of Object.values(sockets)) socket.close();
const conversations = Object.fromEntries(ledger.conversations);
const { truncated } = capture.value;
process.stdout.write(
  `${JSON.stringify({ ...ledger.totals, reordered: ledger.reordered, truncated, conversations })}\n`,
);

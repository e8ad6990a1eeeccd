// One peer over one file in a process of its own. Measured: from opening the file to the last sum, with the parser's own
// start (assembling, compiling); not Node's start and the loading of modules, which is the same for all.
import { npmPeers } from './npm-peers.ts';
import { peers } from './peers.ts';

const [name = '', file = ''] = process.argv.slice(2);
const peer = peers[name] ?? npmPeers[name];
if (peer === undefined) throw new Error(`no such peer: ${name}`);
const idleKiB = process.memoryUsage.rss() / 1024;
const cpu = process.cpuUsage();
const begin = performance.now();
const sums = await peer(file);
const ms = performance.now() - begin;
const { user, system } = process.cpuUsage(cpu);
const peakKiB = process.resourceUsage().maxRSS - idleKiB;
process.stdout.write(`${JSON.stringify({ ms, cpuMs: (user + system) / 1000, peakMiB: peakKiB / 1024, ...sums })}\n`);

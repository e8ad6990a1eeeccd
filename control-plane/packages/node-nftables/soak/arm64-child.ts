/** Run by another architecture's Node: every recorded message built and compared, and a socket tried. Last line: JSON. */
import { arch } from 'node:process';
import { Nft } from '../src/index.ts';
import { bytesComparisons } from '../test/compiled-bytes.ts';

let same = 0;
const different: string[] = [];
for (const { title, sent, recorded } of bytesComparisons()) {
  if (JSON.stringify(sent()) === JSON.stringify(recorded)) same += 1;
  else different.push(title);
}
const opened = await Nft.open();
const socket = opened.ok ? 'ok' : `${opened.error.code} ${opened.error.detail ?? opened.error.message}`;
if (opened.ok) await opened.value.close();
process.stdout.write(`${JSON.stringify({ arch, same, different: different.slice(0, 10), socket })}\n`);

// Prints what anyone changes in the ruleset until a table called "stop" is made.
//   sudo node watch-the-ruleset.mjs &   sudo nft add table inet stop
import { Nft } from 'node-nftables';

const opened = await Nft.open();
if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
const news = opened.value.monitor();
if (!news.ok) throw new Error(news.error.message);
process.stdout.write('watching\n');
for await (const event of news.value) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
  if (event.kind === 'table' && event.table === 'stop') break;
}
await opened.value.close();

/**
 * A person who stays on a site: every few seconds another page on a connection of its own, until the input ends.
 *   stay-on-site.ts WEB_ADDRESS HOST BYTES EVERY_MS
 * Answers each line on stdin with one JSON line: { pages }, how many came so far.
 */
import { get } from 'node:http';
import { createInterface } from 'node:readline';

const [address = '', site = '', bytes = '', every = ''] = process.argv.slice(2);
const host = address.includes(':') ? `[${address}]` : address;
let pages = 0;

function visit(): void {
  const headers = { host: site, connection: 'close' };
  const sent = get(`http://${host}/bulk?bytes=${bytes}`, { headers, agent: false }, (response) => {
    response.resume().on('end', () => {
      pages += 1;
    });
    response.on('error', () => response.destroy());
  });
  sent.setTimeout(20_000, () => sent.destroy());
  sent.on('error', () => sent.destroy());
}

visit();
const timer = setInterval(visit, Number(every));
for await (const _ of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify({ pages })}\n`);
clearInterval(timer);
process.exit(0);

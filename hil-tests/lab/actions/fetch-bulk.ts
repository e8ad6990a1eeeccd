/** One big download.  fetch-bulk.ts WEB_ADDRESS BYTES  Prints one JSON line: { bytes, sha256, seconds } of what arrived. */
import { createHash } from 'node:crypto';
import { get } from 'node:http';

const [address = '', bytes = ''] = process.argv.slice(2);
const host = address.includes(':') ? `[${address}]` : address;
const hash = createHash('sha256');
const begun = performance.now();
let got = 0;
const tell = (): void => {
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  process.stdout.write(`${JSON.stringify({ bytes: got, sha256: hash.digest('hex'), seconds })}\n`);
  process.exit(0);
};
const sent = get(`http://${host}/bulk?bytes=${bytes}`, { headers: { host: 'www.web.example' } }, (response) => {
  response.on('data', (chunk: Buffer) => {
    got += chunk.length;
    hash.update(chunk);
  });
  response.on('end', tell);
  response.on('error', tell);
});
sent.setTimeout(30_000, () => sent.destroy());
sent.on('error', tell);

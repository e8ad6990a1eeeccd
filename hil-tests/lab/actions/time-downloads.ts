/**
 * Downloads of one PC at the same time.  time-downloads.ts ADDRESS KIND COUNT
 * Prints one JSON line a download: { first, last, bytes }: ms from the request to its first and its last byte.
 */
import { get } from 'node:http';
import { longEnough } from './long-enough.ts';

const [host = '', kind = '', count = ''] = process.argv.slice(2);
const LIMIT_MS = longEnough(60_000);

function download(index: number): Promise<void> {
  const begun = performance.now();
  let first = 0;
  let bytes = 0;
  return new Promise((resolve) => {
    const tell = (): void => {
      const last = performance.now() - begun;
      process.stdout.write(`${JSON.stringify({ first, last, bytes })}\n`);
      resolve();
    };
    const path = `/length/${kind}/timed-${index}.bin`;
    const sent = get({ host, path, agent: false, headers: { host: 'files.example' } }, (response) => {
      response.on('data', (chunk: Buffer) => {
        if (bytes === 0) first = performance.now() - begun;
        bytes += chunk.length;
      });
      response.on('close', tell);
    });
    sent.setTimeout(LIMIT_MS, () => sent.destroy());
    sent.on('error', () => sent.destroy());
  });
}

await Promise.all(Array.from({ length: Number(count) }, (_, index) => download(index)));

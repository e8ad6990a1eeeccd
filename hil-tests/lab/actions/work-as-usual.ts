/**
 * An ordinary morning at one PC of the office, over IPv4 and IPv6: names, pages, a big download, a mail with a clean
 * attachment.  work-as-usual.ts RESOLVER4 RESOLVER6 BULK_BYTES
 * Prints one JSON line a step: { step, family, ok, detail, milliseconds }.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { get } from 'node:http';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { ESTIMATE_MAIL } from '../catalogue/mail.ts';
import { bulkChecksum } from '../servers/bulk-data.ts';

const [resolver4 = '', resolver6 = '', bulkBytes = ''] = process.argv.slice(2);
const bytes = Number(bulkBytes);
const expected = bulkChecksum(bytes);

async function step(name: string, family: 4 | 6, work: () => Promise<string | true>): Promise<void> {
  const start = performance.now();
  const outcome = await work().catch((thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)));
  const milliseconds = Math.round(performance.now() - start);
  const line = { step: name, family, ok: outcome === true, detail: outcome === true ? null : outcome, milliseconds };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function addressOf(name: string, family: 4 | 6): Promise<string> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  resolver.setServers([family === 4 ? resolver4 : resolver6]);
  const [address = ''] = family === 4 ? await resolver.resolve4(name) : await resolver.resolve6(name);
  return address;
}

function download(address: string, path: string): Promise<{ status: number; sha256: string; bytes: number }> {
  return new Promise((resolve, reject) => {
    const request = get({ host: address, path, headers: { host: 'www.web.example' }, timeout: 60_000 }, (response) => {
      const hash = createHash('sha256');
      let received = 0;
      response.on('data', (chunk: Buffer) => {
        hash.update(chunk);
        received += chunk.length;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, sha256: hash.digest('hex'), bytes: received }),
      );
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer for 60 s')));
    request.on('error', reject);
  });
}

/** The receiver notes the checksum of what it got; it must be the one of what was sent. */
async function sendMail(address: string): Promise<string> {
  const raw = await new MailComposer({
    from: 'keiri@sakura.example',
    to: 'torihikisaki@mail.example',
    ...ESTIMATE_MAIL,
    attachments: [
      { filename: 'mitsumori.pdf', content: Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(200_000)]) },
    ],
  })
    .compile()
    .build();
  const transport = createTransport({ host: address, port: 25, ignoreTLS: true, connectionTimeout: 10_000 });
  await transport.sendMail({ envelope: { from: 'keiri@sakura.example', to: 'torihikisaki@mail.example' }, raw });
  const sent = raw.toString('latin1').replace(/(\r\n)?$/, '\r\n');
  return createHash('sha256').update(sent, 'latin1').digest('hex');
}

const sentMails: string[] = [];
for (const family of [4, 6] as const) {
  let web = '';
  await step('dns', family, async () => {
    web = await addressOf('www.web.example', family);
    return web !== '' || 'no address';
  });
  for (const path of ['/', '/news', '/catalogue?page=2']) {
    await step('page', family, async () => (await download(web, path)).status === 200 || 'wrong status');
  }
  await step('download', family, async () => {
    const got = await download(web, `/bulk?bytes=${bytes}`);
    return (
      (got.sha256 === expected && got.bytes === bytes) || `${got.bytes} bytes, checksum ${got.sha256.slice(0, 12)}`
    );
  });
  await step('mail', family, async () => {
    sentMails.push(await sendMail(await addressOf('mx.mail.example', family)));
    return true;
  });
}
process.stdout.write(
  `${JSON.stringify({ step: 'mails-sent', family: 0, ok: true, detail: sentMails.join(' '), milliseconds: 0 })}\n`,
);

// Every real mail of the test data through the antivirus' reader and the mail policy: what is told, and what nobody minds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mailBrandsSchema } from '@omamori/bundle/mail-brands';
import { readYaml } from '@omamori/bundle/source/source-list';
import { DEFAULT_MAIL } from '@omamori/contract/mail-policy';
import { openCapture, toEthernet } from 'capture-file';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ipv4Text, ipv6Text } from '../src/platform/ip-text.ts';
import { FILE_LIMITS } from '../src/protection/antivirus/file-object.ts';
import { Inspector, READ_PORTS } from '../src/protection/antivirus/inspector.ts';
import type { MailMessage, MailTold } from '../src/protection/antivirus/message-sink.ts';
import { readSegment, type TcpSegment } from '../src/protection/antivirus/tcp-packet.ts';
import { explainSigns } from '../src/protection/mail-policy/explain-signs.ts';
import { mailPolicy } from '../src/protection/mail-policy/mail-policy.ts';

const data = process.env['OMAMORI_TESTDATA'] ?? '';
const expectedSchema = z.record(z.string(), z.object({ verdict: z.string() }));
const homeNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8'];
const rows: string[] = ['capture | verdict | mails | told | signs'];

afterAll(() => void process.stdout.write(`${rows.join('\n')}\n`));

interface Read {
  readonly mails: readonly MailMessage[];
  readonly told: readonly MailTold[];
}

/** All TCP segments of servers that are read, in the order of the file; packets that the capture cut are left out. */
function* segmentsOf(path: string): Generator<TcpSegment> {
  const opened = openCapture(path);
  if (!opened.ok) return;
  for (const packet of opened.value.packets()) {
    const frame = packet.data.length < packet.originalLength ? null : toEthernet(packet);
    if (frame === null) continue;
    let at = 12;
    while (frame[at] === 0x81 && frame[at + 1] === 0) at += 4; // IEEE 802.1Q
    const segment = readSegment(frame.subarray(at + 2));
    if (segment !== null && READ_PORTS.some((port) => port === segment.sourcePort || port === segment.destinationPort))
      yield segment;
  }
  opened.value.close();
}

async function readMails(path: string): Promise<Read> {
  const mails: MailMessage[] = [];
  const told: MailTold[] = [];
  const table = await readYaml(join(import.meta.dirname, '../../../rules/mail/brands.yaml'), mailBrandsSchema);
  if (!table.ok) throw new Error(table.error.message);
  const { brands } = table.value;
  const sink = mailPolicy(() => ({ policy: DEFAULT_MAIL, brands, homeNetworks }));
  const inspector = new Inspector({
    policy: () => ({ mode: 'detect', late: 'open' }),
    judge: async () => ({ kind: 'clean' }),
    limits: FILE_LIMITS,
    nowMs: () => 0,
    decide: () => undefined,
    onVerdict: () => undefined,
    expect: async () => undefined,
    textOf: (family, address) => (family === 4 ? ipv4Text(address, 0) : ipv6Text(address, 0)),
    messages: (message) => {
      mails.push(message);
      return sink(message);
    },
    onMail: (one) => void told.push(one),
  });
  let id = 0;
  for (const segment of segmentsOf(path)) {
    id += 1;
    inspector.take(id, segment);
    if (id % 32 === 0 || segment.fin) await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  inspector.close();
  return { mails, told };
}

it('tells nothing heavy of mail in captures that are no attack', async () => {
  const expected = expectedSchema.parse(JSON.parse(readFileSync(join(data, 'expected.json'), 'utf8')));
  const heavy: string[] = [];
  const sum = { mails: 0, told: 0 };
  for (const [path, { verdict }] of Object.entries(expected)) {
    if (!/\.(?:pcap|pcapng|cap)$/.test(path)) continue;
    const { mails, told } = await readMails(join(data, path));
    if (mails.length === 0) continue;
    const reasons = told.map(({ findings }) => explainSigns(findings));
    rows.push([path, verdict, mails.length, told.length, [...new Set(reasons.flatMap(({ signs }) => signs.map(({ sign }) => sign)))].join(' ')].join(' | '));
    sum.mails += mails.length;
    sum.told += told.length;
    if (verdict === 'benign') for (const { severity, signs } of reasons) if (severity !== 'low') heavy.push(`${path}: ${signs[0]?.sentence}`);
  }
  rows.push(`all | | ${sum.mails} | ${sum.told} |`);
  expect(sum.mails).toBeGreaterThan(80);
  expect(heavy).toEqual([]);
}, 300_000);

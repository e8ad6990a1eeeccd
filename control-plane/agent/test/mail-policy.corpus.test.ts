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
  readonly packets: number;
  /** Packets with data that were to be cut, and those that nobody had decided on at the end. */
  readonly cut: number;
  readonly left: number;
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
  const waiting = new Set<number>();
  /** Behind a reset the kernel of a real end would not take any more: only lost data counts. */
  const withData = new Set<number>();
  let cut = 0;
  const table = await readYaml(join(import.meta.dirname, '../../../rules/mail/brands.yaml'), mailBrandsSchema);
  if (!table.ok) throw new Error(table.error.message);
  const { brands } = table.value;
  const sink = mailPolicy(() => ({ policy: DEFAULT_MAIL, brands, homeNetworks }));
  const inspector = new Inspector({
    policy: () => ({ mode: 'block', late: 'open' }),
    judge: async () => ({ kind: 'clean' }),
    limits: FILE_LIMITS,
    nowMs: () => 0,
    decide: (number, decision) => {
      waiting.delete(number);
      if (decision === 'cut' && withData.has(number)) cut += 1;
    },
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
    if (segment.data.length > 0) withData.add(id);
    waiting.add(id); // it may be decided while it is being read
    const decision = inspector.take(id, segment);
    if (decision !== 'hold') waiting.delete(id);
    if (decision === 'cut' && segment.data.length > 0) cut += 1;
    if (id % 32 === 0 || segment.fin) await new Promise((resolve) => setImmediate(resolve));
  }
  const patience = performance.now() + 3000;
  while (waiting.size > 0 && performance.now() < patience) await new Promise((resolve) => setTimeout(resolve, 50));
  const left = waiting.size;
  inspector.close();
  return { mails, told, cut, left, packets: id };
}

it('lets every packet of clean files and mails go as it is, and tells nothing heavy of mail that is no attack', async () => {
  const expected = expectedSchema.parse(JSON.parse(readFileSync(join(data, 'expected.json'), 'utf8')));
  const heavy: string[] = [];
  const sum = { mails: 0, told: 0, packets: 0 };
  const stopped: string[] = [];
  const kept: string[] = [];
  for (const [path, { verdict }] of Object.entries(expected)) {
    if (!/\.(?:pcap|pcapng|cap)$/.test(path)) continue;
    const { mails, told, cut, left, packets } = await readMails(join(data, path));
    sum.packets += packets;
    if (cut > 0) stopped.push(`${path}: ${cut} of ${packets} packets cut`);
    if (left > 0) kept.push(`${path}: ${left} of ${packets} packets never decided on`);
    if (mails.length === 0) continue;
    const reasons = told.map(({ findings }) => explainSigns(findings));
    rows.push(
      [
        path,
        verdict,
        mails.length,
        told.length,
        [...new Set(reasons.flatMap(({ signs }) => signs.map(({ sign }) => sign)))].join(' '),
      ].join(' | '),
    );
    sum.mails += mails.length;
    sum.told += told.length;
    if (verdict === 'benign')
      for (const { severity, signs } of reasons) if (severity !== 'low') heavy.push(`${path}: ${signs[0]?.sentence}`);
  }
  rows.push(`all | | ${sum.mails} | ${sum.told} | ${sum.packets} packets`);
  expect(sum.mails).toBeGreaterThan(80);
  expect(heavy).toEqual([]);
  // No packet is ever changed: what goes on goes on byte for byte.
  expect(stopped).toEqual([]);
  rows.push(...kept);
}, 300_000);

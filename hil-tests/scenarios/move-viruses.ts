import { z } from 'zod';
import { officeAddress } from '../lab/address-plan.ts';
import { deviceOf } from '../lab/cast.ts';
import { receiptOf } from '../lab/servers/keep-receipts.ts';
import { type FileKind, makeFile } from '../lab/servers/make-file.ts';
import { mailLog, officeMailLog, uploadLog } from '../lab/start-actors.ts';
import type { Lab } from '../lab/start-lab.ts';
import { readReceipts, runAction } from './run-action.ts';

/** One file on its way; its name is its own, so that it is known again at the receiver and at the center. */
export interface Sending {
  readonly name: string;
  readonly kind: FileKind;
  /** For people: how it travelled. */
  readonly label: string;
  readonly direction: 'inbound' | 'outbound';
  /** The office's end. */
  readonly mac: string;
}
/** What the receiver has of it. */
export interface Delivery {
  readonly name: string;
  readonly whole: boolean;
}

const receiptSchema = z.object({ name: z.string(), bytes: z.number(), sha256: z.string(), complete: z.boolean() });
type Receipt = z.infer<typeof receiptSchema>;
const attachmentSchema = z.object({ name: z.string(), bytes: z.number(), sha256: z.string() }).nullable();
const mailSchema = z.object({ attachment: attachmentSchema.optional(), complete: z.boolean() });
const mailToldSchema = z.object({ name: z.string(), accepted: z.boolean(), detail: z.string().nullable() });

/** Larger than one look of the engine at a stream: the mark must be found wherever packets happen to end. */
const KINDS: readonly FileKind[] = ['test-virus', 'hidden-virus-200k', 'clean'];
const TRANSFERS = [
  ['down', 'length'],
  ['down', 'chunked'],
  ['up', 'length'],
  ['up', 'chunked'],
] as const;

/** Downloads as the PC itself got them; the other receivers keep their own notes. */
const downloads: Receipt[] = [];
let number = Math.floor(Math.random() * 0xffffff);

/** `outbound`: only what a device of the office sends out. */
export async function sendEverything(lab: Lab, which: 'both' | 'outbound' = 'both'): Promise<Sending[]> {
  downloads.length = 0;
  const families = ([4, 6] as const).map(async (family) => {
    const ways = which === 'both' ? (['down', 'up'] as const) : (['up'] as const);
    const sent = [sendMails(lab, family, 'outbound'), moveFiles(lab, family, ways)];
    if (which === 'both') sent.push(sendMails(lab, family, 'inbound'));
    return (await Promise.all(sent)).flat();
  });
  return (await Promise.all(families)).flat();
}

function newSending(kind: FileKind, label: string, direction: Sending['direction'], mac: string): Sending {
  number += 1;
  const name = `seikyusho-${number.toString(16).padStart(6, '0')}.${kind === 'clean' ? 'pdf' : 'doc'}`;
  return { name, kind, label, direction, mac };
}

async function sendMails(lab: Lab, family: 4 | 6, direction: Sending['direction']): Promise<Sending[]> {
  const { plan } = lab;
  const pick = (address: { v4: string; v6: string }): string => (family === 4 ? address.v4 : address.v6);
  const server = deviceOf('srv');
  const office = family === 4 ? plan.router.v4 : officeAddress(plan, server.host).v6;
  const device = direction === 'inbound' ? server : deviceOf('pc2');
  const sendings = KINDS.map((kind) => newSending(kind, `mail ${direction} IPv${family}`, direction, device.mac));
  const files = sendings.map((sending) => `${sending.kind}/${sending.name}`);
  const way =
    direction === 'inbound'
      ? [office, pick(plan.mail), 'seikyu@mail.example', 'tanaka@sakura.example']
      : [pick(plan.mail), '-', 'keiri@sakura.example', 'torihikisaki@mail.example'];
  await runAction(lab, direction === 'inbound' ? 'net' : 'pc2', 'send-mails', [...way, ...files], mailToldSchema);
  return sendings;
}

async function moveFiles(lab: Lab, family: 4 | 6, ways: readonly ('down' | 'up')[]): Promise<Sending[]> {
  const device = deviceOf('pc1');
  const planned = TRANSFERS.filter(([way]) => ways.includes(way)).flatMap(([way, shape]) =>
    KINDS.map((kind) => {
      const direction = way === 'down' ? 'inbound' : 'outbound';
      const sending = newSending(kind, `HTTP ${way} ${shape} IPv${family}`, direction, device.mac);
      return { sending, file: `${way}/${shape}/${kind}/${sending.name}` };
    }),
  );
  const web = family === 4 ? lab.plan.web.v4 : lab.plan.web.v6;
  const args = [web, ...planned.map(({ file }) => file)];
  const receipts = await runAction(lab, 'pc1', 'move-files', args, receiptSchema);
  const down = new Set(planned.filter(({ file }) => file.startsWith('down/')).map(({ sending }) => sending.name));
  downloads.push(...receipts.filter(({ name }) => down.has(name)));
  return planned.map(({ sending }) => sending);
}

/** Compares what each receiver has with what was sent, byte for byte by checksum. */
export async function readDeliveries(lab: Lab, sendings: readonly Sending[]): Promise<Delivery[]> {
  await new Promise((resolve) => setTimeout(resolve, 1500)); // receivers note what was cut after a second of quiet
  const mails = [
    ...(await readReceipts(mailLog(lab), mailSchema)),
    ...(await readReceipts(officeMailLog(lab), mailSchema)),
  ];
  const attachments = mails.flatMap(({ attachment }) => (attachment == null ? [] : [attachment]));
  const got = [...downloads, ...(await readReceipts(uploadLog(lab), receiptSchema)), ...attachments];
  return sendings.map(({ name, kind }) => {
    const { sha256 } = receiptOf(name, makeFile(kind, name));
    return { name, whole: got.some((receipt) => receipt.name === name && receipt.sha256 === sha256) };
  });
}

// What arrives: protocol × shape × kind of file × family, counted at the receiver byte for byte.
import { z } from 'zod';
import { officeAddress } from '../lab/address-plan.ts';
import { deviceOf } from '../lab/cast.ts';
import { receiptOf } from '../lab/servers/keep-receipts.ts';
import { type FileKind, makeFile } from '../lab/servers/make-file.ts';
import { carriedLog, mailLog, officeMailLog } from '../lab/start-actors.ts';
import type { Lab } from '../lab/start-lab.ts';
import { readReceipts, runAction } from './run-action.ts';

export interface Cell {
  readonly way: string;
  readonly kind: FileKind;
  readonly family: 4 | 6;
  readonly name: string;
  /** Bytes of the file (of a mail: of the message) that the receiver has. */
  readonly arrived: number;
  readonly whole: boolean;
}

export const WAYS = [
  'http/length',
  'http/chunked',
  'http/close',
  'http/gzip',
  'put/length',
  'put/chunked',
  'pop3/-',
  'imap/-',
  'ftp/-',
  'ftp-put/-',
] as const;
/** Mail servers deliver these: into the office, and out of it. */
export const MAIL_WAYS = ['smtp/in', 'smtp/out'] as const;
const mailSchema = z.object({
  attachment: z.object({ name: z.string(), bytes: z.number(), sha256: z.string() }).nullish(),
});
const sentSchema = z.object({ name: z.string() });
const receiptSchema = z.object({ name: z.string(), bytes: z.number(), sha256: z.string() });
type Receipt = z.infer<typeof receiptSchema>;

const AT_ONCE = 2;
const MOST_A_FILE_MS = 90_000;

let number = 0;
function nameOf(family: 4 | 6): string {
  number += 1;
  return `f${family}-${number}.bin`;
}

export async function carryFiles(
  lab: Lab,
  kinds: readonly FileKind[],
  families: readonly (4 | 6)[] = [4, 6],
): Promise<Cell[]> {
  return (await Promise.all(families.map((family) => carryFamily(lab, kinds, family)))).flat();
}

async function carryFamily(lab: Lab, kinds: readonly FileKind[], family: 4 | 6): Promise<Cell[]> {
  const plan = (ways: readonly string[]) =>
    ways.flatMap((way) => kinds.map((kind) => ({ way, kind, family, name: nameOf(family) })));
  const planned = plan(WAYS);
  const mails = plan(MAIL_WAYS);
  const address = family === 4 ? lab.plan.neighbour.v4 : lab.plan.neighbour.v6;
  // Some at once: what is cut without a word is waited for. All at once starve each other on a small machine.
  const left = [...WAYS];
  const fetched: Receipt[] = [];
  const carry = async (): Promise<void> => {
    for (let way = left.shift(); way !== undefined; way = left.shift()) {
      const files = planned.filter((cell) => cell.way === way).map(({ kind, name }) => `${way}/${kind}/${name}`);
      fetched.push(
        ...(await runAction(
          lab,
          'pc1',
          'carry-files',
          [address, ...files],
          receiptSchema,
          files.length * MOST_A_FILE_MS,
        )),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, carry));
  await sendMails(lab, family, mails);
  await new Promise((resolve) => setTimeout(resolve, 1500)); // receivers note what was cut after a second of quiet
  const uploaded = await readReceipts(carriedLog(lab), receiptSchema);
  const delivered = await attachmentsOf(lab);
  return [
    ...mails.map((cell) => ({ ...cell, ...arrivalOf(cell, delivered, []) })),
    ...planned.map((cell) => ({ ...cell, ...arrivalOf(cell, fetched, uploaded) })),
  ];
}

function arrivalOf(
  { way, kind, name }: Pick<Cell, 'way' | 'kind' | 'name'>,
  fetched: readonly Receipt[],
  uploaded: readonly Receipt[],
) {
  const wanted = receiptOf(name, makeFile(kind, name));
  const isUpload = way.startsWith('put') || way.startsWith('ftp-put');
  const isMail = way.startsWith('pop3') || way.startsWith('imap');
  const got = isUpload ? uploaded.findLast((one) => one.name === name) : fetched.find((one) => one.name === name);
  const arrived = got?.bytes ?? 0;
  const whole = isMail ? arrived >= wholeAnswer(name, wanted.bytes) : got?.sha256 === wanted.sha256;
  return { arrived, whole };
}

/**
 * What a client gets of a message to its end, at least: the file as base64 in lines of 76, the heads around it
 * (servers/file-carriers.ts) and the protocol's own lines. Without the end no mail program takes the message.
 */
function wholeAnswer(name: string, bytes: number): number {
  const base64 = Math.ceil(bytes / 3) * 4;
  return base64 + 2 * Math.floor(base64 / 76) + 285 + name.length;
}

async function sendMails(
  lab: Lab,
  family: 4 | 6,
  cells: readonly Pick<Cell, 'way' | 'kind' | 'name'>[],
): Promise<void> {
  const { plan } = lab;
  const mail = family === 4 ? plan.mail.v4 : plan.mail.v6;
  const office = family === 4 ? plan.router.v4 : officeAddress(plan, deviceOf('srv').host).v6;
  const files = (way: string) => cells.filter((cell) => cell.way === way).map(({ kind, name }) => `${kind}/${name}`);
  const inward = [office, mail, 'seikyu@mail.example', 'tanaka@sakura.example', ...files('smtp/in')];
  const outward = [mail, '-', 'keiri@sakura.example', 'torihikisaki@mail.example', ...files('smtp/out')];
  await runAction(lab, 'net', 'send-mails', inward, sentSchema);
  await runAction(lab, 'pc2', 'send-mails', outward, sentSchema);
}

async function attachmentsOf(lab: Lab): Promise<Receipt[]> {
  const mails = [
    ...(await readReceipts(mailLog(lab), mailSchema)),
    ...(await readReceipts(officeMailLog(lab), mailSchema)),
  ];
  return mails.flatMap(({ attachment }) => (attachment == null ? [] : [attachment]));
}

export function tellCells(cells: readonly Cell[], explain: (cell: Cell) => string | null = () => null): string {
  const lines = cells.map((cell) => {
    const { way, kind, family, arrived, whole } = cell;
    const why = explain(cell);
    return `${way.padEnd(14)} ${kind.padEnd(18)} IPv${family} ${String(arrived).padStart(9)} B  ${whole ? 'whole' : 'cut'}${why === null ? '' : `  explained: ${why}`}`;
  });
  return `${lines.join('\n')}\n`;
}

// Mails that try to cheat into the office, by both families, and whether they arrived whole at its mail server.
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_MAIL, type MailPolicy } from '@omamori/contract/mail-policy';
import { z } from 'zod';
import { officeAddress } from '../lab/address-plan.ts';
import { APPLIANCE, deviceOf } from '../lab/cast.ts';
import type { CHEATING_MAILS } from '../lab/catalogue/mail.ts';
import { officeMailLog } from '../lab/start-actors.ts';
import type { Lab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { readReceipts, runAction } from './run-action.ts';
import { setAntivirus } from './set-antivirus.ts';

export type CheatingKind = keyof typeof CHEATING_MAILS;
export const MAILBOX = 'tanaka@sakura.example';

export interface CheatingMail {
  readonly kind: CheatingKind;
  readonly name: string;
  readonly label: string;
  readonly accepted: boolean;
  /** At the office's mail server, byte for byte. */
  readonly whole: boolean;
}

const toldSchema = z.object({ name: z.string(), accepted: z.boolean(), sha256: z.string() });
const attachmentSchema = z.object({ name: z.string(), sha256: z.string() }).nullable();
const mailSchema = z.object({ attachment: attachmentSchema.optional(), complete: z.boolean() });
const EXTENSIONS: Readonly<Record<CheatingKind, string>> = {
  'locked-zip': 'zip',
  'reply-chain': 'docm',
  'look-alike': 'pdf',
  'new-account': 'pdf',
  ordinary: 'pdf',
};
let number = Math.floor(Math.random() * 0xffffff);

export async function sendCheatingMails(lab: Lab, kinds: readonly CheatingKind[]): Promise<CheatingMail[]> {
  const families = await Promise.all(([4, 6] as const).map((family) => sendBy(lab, family, kinds)));
  const sent = families.flat();
  await new Promise((resolve) => setTimeout(resolve, 1500)); // receivers note what was cut after a second of quiet
  const got = (await readReceipts(officeMailLog(lab), mailSchema)).flatMap(({ attachment }) => attachment ?? []);
  return sent.map(({ sha256, ...mail }) => ({
    ...mail,
    whole: got.some((one) => one.name === mail.name && one.sha256 === sha256),
  }));
}

async function sendBy(lab: Lab, family: 4 | 6, kinds: readonly CheatingKind[]) {
  const { plan } = lab;
  const office = family === 4 ? plan.router.v4 : officeAddress(plan, deviceOf('srv').host).v6;
  const mails = kinds.map((kind) => {
    number += 1;
    return { kind, name: `shorui-${number.toString(16)}.${EXTENSIONS[kind]}`, label: `${kind} IPv${family}` };
  });
  const args = [
    office,
    family === 4 ? plan.mail.v4 : plan.mail.v6,
    MAILBOX,
    ...mails.map(({ kind, name }) => `${kind}/${name}`),
  ];
  const told = await runAction(lab, 'net', 'send-cheating-mails', args, toldSchema);
  return mails.map((mail) => {
    const one = told.find(({ name }) => name === mail.name);
    return { ...mail, accepted: one?.accepted ?? false, sha256: one?.sha256 ?? '' };
  });
}

/**
 * Files are read, and the mail policy says this of its classes; what is not named only tells. Somebody works meanwhile: the
 * box watches the office after a change and takes it back where nothing gets out, and just after an attack that was
 * stopped its last tries can be all there is.
 */
export async function setMailPolicy(lab: Lab, mail: Partial<MailPolicy>): Promise<void> {
  const before = await lab.center.policy(APPLIANCE);
  if (before.policy.antivirus.mode !== 'block') await setAntivirus(lab, 'block');
  const { policy, version } = await lab.center.policy(APPLIANCE);
  const wanted = { ...DEFAULT_MAIL, ...mail };
  if (isDeepStrictEqual(policy.mail, wanted)) return; // nothing changes: no new version would come
  const working = new AbortController();
  const work = keepWorking(lab, working.signal);
  let seen = '';
  try {
    await lab.center.setPolicy(APPLIANCE, { ...policy, mail: wanted }, version);
    await waitUntil('the box has the mail policy', 90_000, async () => {
      const box = (await lab.center.fleet()).appliances.find(({ id }) => id === APPLIANCE);
      seen = `${box?.convergence}, version ${box?.appliedVersion} after ${version}`;
      return box?.convergence === 'converged' && box.appliedVersion > version;
    });
  } catch (thrown) {
    throw new Error(`${String(thrown)}: ${seen}`);
  } finally {
    working.abort();
    await work;
  }
}

async function keepWorking(lab: Lab, until: AbortSignal): Promise<void> {
  while (!until.aborted)
    await runAction(lab, 'pc2', 'move-files', [lab.plan.web.v4, 'down/length/clean-300/work.pdf'], z.unknown());
}

import { z } from 'zod';
import { deviceOf } from '../lab/cast.ts';
import { NOTICE_PARTS } from '../lab/catalogue/notices.ts';
import { mailLog } from '../lab/start-actors.ts';
import { caseResult, judgeStory } from './judge-story.ts';
import { readReceipts, runAction } from './run-action.ts';
import type { Scenario } from './scenario.ts';

const MAILS = 100;
/** What passes before mail in bulk is known for what it is, one minute's allowance of the guard at most. */
const MOST_ARRIVED = 65;
const ACCOUNT = 'yamada@sakura.example';
const sentSchema = z.object({ number: z.number(), accepted: z.boolean() });
const receivedSchema = z.object({ from: z.string(), complete: z.boolean() });

/**
 * Case F: somebody has the password of an employee's mail account, and the reception's computer sends mail in bulk, over
 * IPv4 and IPv6. Most of it never leaves; the account is named; the accounting's three mails are delivered.
 */
export const caseF: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const { mail } = lab.plan;
  const before = (await readReceipts(mailLog(lab), receivedSchema)).length;
  const burst = [mail.v4, mail.v6].map((to) =>
    runAction(lab, 'pc1', 'mail-burst', [to, ACCOUNT, String(MAILS)], sentSchema),
  );
  const work = runAction(lab, 'pc2', 'mail-burst', [mail.v4, 'keiri@sakura.example', '3'], sentSchema);
  const sent = (await Promise.all(burst)).flat();
  const normal = await work;
  await new Promise((resolve) => setTimeout(resolve, 1500)); // the receiver notes what was cut after a second of quiet
  const received = (await readReceipts(mailLog(lab), receivedSchema)).slice(before);
  const arrived = received.filter(({ complete }) => complete).length - normal.length;
  const failures: string[] = [];
  if (arrived > 2 * MOST_ARRIVED) failures.push(`${arrived} of ${sent.length} mails left the office`);
  if (sent.filter(({ accepted }) => accepted).length === sent.length) failures.push('no mail was held back');
  if (!normal.every(({ accepted }) => accepted)) failures.push("a colleague's mail was held back");
  const story = await judgeStory(
    lab,
    {
      story: 'spam-burst',
      direction: 'outbound',
      device: deviceOf('pc1').label,
      outcome: 'any',
      says: [...NOTICE_PARTS.F, deviceOf('pc1').label],
    },
    begun,
  );
  const accounts = story.told.detections.map(({ detection }) => detection.evidence?.facts['mail from']);
  if (!accounts.includes(ACCOUNT)) failures.push('the account is not named');
  return caseResult('F', { sent: sent.length, arrived, stories: [story], failures, started });
};

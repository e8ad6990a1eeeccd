import { deviceOf } from '../lab/cast.ts';
import { MAIL_NOTICE } from '../lab/catalogue/mail.ts';
import { caseResult, judgeStory } from './judge-story.ts';
import type { Scenario } from './scenario.ts';
import { type CheatingKind, MAILBOX, sendCheatingMails, setMailPolicy } from './send-cheating-mails.ts';

/** What must be among the reasons told of each. */
const REASONS: Readonly<Partial<Record<CheatingKind, string>>> = {
  'reply-chain': 'reply-from-new-domain',
  'look-alike': 'brand-sender',
  'new-account': 'reply-elsewhere',
};
const CHEATS = Object.keys(REASONS) as CheatingKind[];

/**
 * Cases alpha and delta by mail: an answer in a conversation of a partner, with a document that runs commands, a card
 * company that is none, and a partner whose account has changed. Told by default and delivered, held where the policy says
 * so, with the reasons; an ordinary mail arrives each time. By IPv4 and IPv6.
 */
export const caseReplyChain: Scenario = async (lab) => {
  const started = performance.now();
  await lab.center.signIn();
  await setMailPolicy(lab, {});
  const begun = Date.now();
  const told = await sendCheatingMails(lab, [...CHEATS, 'ordinary']);
  await setMailPolicy(lab, { macros: 'block', lookAlike: 'block', deception: 'block' });
  const held = await sendCheatingMails(lab, [...CHEATS, 'ordinary']);
  const story = await judgeStory(
    lab,
    {
      ...{ story: 'suspicious-mail', direction: 'inbound', device: deviceOf('srv').label, outcome: 'any' },
      says: [MAIL_NOTICE.happened],
    },
    begun,
    CHEATS.length * 4,
  );
  const failures: string[] = [];
  for (const { label, whole } of told) if (!whole) failures.push(`${label} was to arrive and did not`);
  for (const { kind, label, whole } of held)
    if (whole !== (kind === 'ordinary'))
      failures.push(`${label} ${whole ? 'arrived although held' : 'did not arrive'}`);
  const facts = story.told.detections.map(({ detection }) => detection.evidence?.facts ?? {});
  for (const [kind, reason] of Object.entries(REASONS)) {
    const of = facts.filter((one) => Object.values(one).some((text) => text.startsWith(reason)));
    if (of.length !== 4) failures.push(`${kind}: ${of.length} of 4 were told with ${reason}`);
  }
  if (facts.some((one) => one['mail to'] !== MAILBOX)) failures.push('the mailbox is not told');
  const blocked = story.told.detections.filter(({ detection }) => detection.verdict === 'blocked').length;
  if (blocked !== CHEATS.length * 2) failures.push(`${blocked} of ${CHEATS.length * 2} held mails were told as held`);
  const arrived = held.filter(({ kind, whole }) => kind !== 'ordinary' && whole).length;
  return caseResult('reply-chain', { sent: CHEATS.length * 4, arrived, stories: [story], failures, started });
};

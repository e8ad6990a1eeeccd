import { z } from 'zod';
import { deviceOf } from '../lab/cast.ts';
import { MAIL_NOTICE } from '../lab/catalogue/mail.ts';
import { UNLISTED_ADDRESS } from '../lab/dangerous-sites.ts';
import { markedLog } from '../lab/start-actors.ts';
import type { Lab } from '../lab/start-lab.ts';
import { caseResult, judgeStory } from './judge-story.ts';
import { readReceipts, runAction } from './run-action.ts';
import type { Scenario } from './scenario.ts';
import { type CheatingMail, sendCheatingMails, setMailPolicy } from './send-cheating-mails.ts';

const COUNT = 3;
const callSchema = z.object({
  address: z.string(),
  sourcePort: z.number(),
  kind: z.enum(['loader', 'browser']),
  answered: z.boolean(),
});
const heardSchema = z.object({ sourcePort: z.number(), what: z.string() });
/** Below the ports that the kernel itself gives out. */
let nextPort = 18_000 + Math.floor(Math.random() * 50) * 20;

/**
 * Case gamma: a zip with a password comes by mail, which nobody can look into. By default it is told and delivered; where
 * the policy holds such mail it does not arrive. Somebody opens one all the same: what the loader then tells its author,
 * in IcedID's way, is stopped, and a browser's call to the same place is not. All by IPv4 and IPv6.
 */
export const caseGamma: Scenario = async (lab) => {
  const started = performance.now();
  await lab.center.signIn();
  await setMailPolicy(lab, {});
  const begun = Date.now();
  const told = await sendCheatingMails(lab, ['locked-zip', 'ordinary']);
  await setMailPolicy(lab, { locked: 'block' });
  const held = await sendCheatingMails(lab, ['locked-zip', 'ordinary']);
  const calls = await callHome(lab);
  const device = deviceOf('srv').label;
  const mails = await judgeStory(
    lab,
    { story: 'suspicious-mail', direction: 'inbound', device, outcome: 'any', says: [MAIL_NOTICE.locked] },
    begun,
    2 * 2,
  );
  const home = await judgeStory(
    lab,
    {
      story: 'command-and-control',
      direction: 'outbound',
      device: deviceOf('pc1').label,
      outcome: 'stopped',
      says: [],
    },
    begun,
    1,
  );
  const blocked = mails.told.detections.filter(({ detection }) => detection.verdict === 'blocked');
  const failures = [...judgeMails(told, held), ...calls.failures];
  if (blocked.length !== 2) failures.push(`${blocked.length} of 2 held mails were told as held`);
  if (mails.told.detections.length !== 4) failures.push(`${mails.told.detections.length} mails were told instead of 4`);
  const arrived = held.filter(({ kind, whole }) => kind === 'locked-zip' && whole).length + calls.arrived;
  return caseResult('gamma', { sent: 4 + calls.sent, arrived, stories: [mails, home], failures, started });
};

function judgeMails(told: readonly CheatingMail[], held: readonly CheatingMail[]): string[] {
  const lost = told.filter(({ whole }) => !whole).map(({ label }) => `${label} was to arrive and did not`);
  const wrong = held
    .filter(({ kind, whole }) => whole !== (kind === 'ordinary'))
    .map(({ label, whole }) => `${label} ${whole ? 'arrived although held' : 'did not arrive'}`);
  return [...lost, ...wrong];
}

async function callHome(lab: Lab): Promise<{ sent: number; arrived: number; failures: string[] }> {
  const first = nextPort;
  nextPort += COUNT * 4;
  const before = (await readReceipts(markedLog(lab), heardSchema)).length;
  const args = [String(first), String(COUNT), UNLISTED_ADDRESS.v4, UNLISTED_ADDRESS.v6];
  const calls = await runAction(lab, 'pc1', 'call-loader', args, callSchema);
  const heard = (await readReceipts(markedLog(lab), heardSchema)).slice(before);
  const arrived = heard.filter(({ what }) => what.endsWith('/loader')).length;
  const browsed = heard.filter(({ what }) => what.endsWith('/browser')).length;
  const sent = calls.filter(({ kind }) => kind === 'loader').length;
  return {
    ...{ sent, arrived },
    failures: [
      ...(arrived === 0 ? [] : [`${arrived} of ${sent} calls of the loader arrived`]),
      ...(browsed === sent ? [] : [`${browsed} of ${sent} calls of the browser arrived`]),
    ],
  };
}

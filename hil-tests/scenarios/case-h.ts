import { join } from 'node:path';
import { officeAddress } from '../lab/address-plan.ts';
import { deviceOf } from '../lab/cast.ts';
import { NOTICE_PARTS } from '../lab/catalogue/notices.ts';
import { forwardPorts } from '../lab/forward-ports.ts';
import { askFromOutside, judgeRequests, type WebRequest, webReceiptSchema } from './case-g.ts';
import { caseResult, judgeStory } from './judge-story.ts';
import { readReceipts } from './run-action.ts';
import type { Scenario } from './scenario.ts';
import { withServer } from './start-server.ts';

const DEVICE_PORT = 10443;
/** Passwords that one address may try in a minute before it is stopped, and some on their way. */
const MOST_TRIES = 16;
const TRIES = 40;

const get = (name: string, path: string): WebRequest => [name, [`GET ${path} HTTP/1.1`], ''];
const LOOKS: readonly WebRequest[] = [get('clean-look', '/remote/login')];
/** The ways into such devices of four makers: files above the page, a session file, an overlong value. */
const EXPLOITS: readonly WebRequest[] = [
  get('session-file', '/remote/fgt_lang?lang=/../../../..//////////dev/cmdb/sslvpn_websession'),
  get('file-above', '/dana-na/../dana/html5acc/guacamole/../../../../../../etc/passwd?/dana/html5acc/guacamole/'),
  get('portal-above', '/vpn/../vpns/cfg/smb.conf'),
  get('user-above', '/api/v1/totp/user-backup-code/../../system/system-information'),
  ['overlong', [`GET /remote/hostcheck_validate?enc=${'4f'.repeat(1200)} HTTP/1.1`], ''],
];
const tries = (): WebRequest[] =>
  Array.from({ length: TRIES }, (_, number) => [
    `try-${number}`,
    ['POST /remote/logincheck HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded'],
    `username=tanaka&credential=Sakura${number}!`,
  ]);

/**
 * Case H: somebody breaks in through the device by which people work from elsewhere. That its log-in page stands open is
 * told first; then what breaks into it is stopped, then the guessing of passwords, over IPv4 and IPv6.
 */
export const caseH: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const receipts = join(lab.folder.path, 'remote-access.ndjson');
  const before = (await readReceipts(receipts, webReceiptSchema)).length;
  const device = deviceOf('srv').label;
  await forwardPorts(lab, 'tcp', [DEVICE_PORT], officeAddress(lab.plan, deviceOf('srv').host).v4);
  const { asked, tried, weakness } = await withServer(
    lab,
    'srv',
    'web-page',
    [String(DEVICE_PORT), receipts, 'remote-access'],
    async () => {
      const looks = await askFromOutside(lab, DEVICE_PORT, LOOKS, 50);
      const weakness = await judgeStory(
        lab,
        { story: 'weakness', direction: 'inbound', device, outcome: 'any', says: NOTICE_PARTS.weakness },
        begun,
      );
      const exploits = await askFromOutside(lab, DEVICE_PORT, EXPLOITS, 50);
      return { asked: [...looks, ...exploits], tried: await askFromOutside(lab, DEVICE_PORT, tries(), 40), weakness };
    },
  );
  const heard = (await readReceipts(receipts, webReceiptSchema)).slice(before);
  const { failures, arrived, attacks } = judgeRequests(asked, heard);
  for (const family of ['v4', 'v6']) {
    const came = heard.filter(({ name }) => name.startsWith('try-') && name.endsWith(family)).length;
    if (came > MOST_TRIES) failures.push(`${came} of ${TRIES} passwords were tried over ${family}`);
  }
  const exploit = await judgeStory(
    lab,
    { story: 'exploit', direction: 'inbound', device, outcome: 'stopped', says: NOTICE_PARTS.exploit },
    begun,
    attacks,
  );
  const guessing = await judgeStory(
    lab,
    { story: 'password-guessing', direction: 'inbound', device, outcome: 'any', says: NOTICE_PARTS.guessing },
    begun,
  );
  const sent = attacks + tried.length;
  return caseResult('H', { sent, arrived, stories: [exploit, guessing, weakness], failures, started });
};

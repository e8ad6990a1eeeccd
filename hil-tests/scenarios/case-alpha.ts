import type { StoredDetection } from '@omamori/contract/console-api';
import { deviceOf } from '../lab/cast.ts';
import { VIRUS_MAIL_TITLE } from '../lab/catalogue/mail.ts';
import type { LiveRow } from '../lab/center-client.ts';
import type { Lab } from '../lab/start-lab.ts';
import { collectTold, countOf, delaysToConsole, type StoryTold } from './collect-told.ts';
import { type Delivery, readDeliveries, type Sending, sendEverything } from './move-viruses.ts';
import { type CaseName, type CaseResult, delaysOf, type Scenario } from './scenario.ts';

/** A computer of the office is infected: it mails the virus to others and uploads it, by both families; nothing gets out. */
export const caseVirusOut: Scenario = (lab) => play(lab, 'virus-out', 'outbound');

/**
 * Case α: the test virus as attachment of a mail and as a file by HTTP, into the office and out of it, alone and at
 * the end of a bigger file, over IPv4 and IPv6. No receiver gets it whole; a clean megabyte beside it arrives.
 */
export const caseAlpha: Scenario = (lab) => play(lab, 'alpha', 'both');

async function play(lab: Lab, name: CaseName, which: 'both' | 'outbound'): Promise<CaseResult> {
  const started = performance.now();
  const begun = Date.now();
  const live: LiveRow[] = [];
  const hangUp = new AbortController();
  await lab.center.signIn();
  const listening = lab.center.listen((row) => void live.push(row), hangUp.signal);

  const sendings = await sendEverything(lab, which);
  const deliveries = await readDeliveries(lab, sendings);
  const told = await collectTold(lab, 'malware-file', begun, sendings.filter(isVirus).length);

  hangUp.abort();
  await listening;
  return judge({ name, sendings, deliveries, told, live, seconds: (performance.now() - started) / 1000 });
}

function isVirus(sending: Sending): boolean {
  return sending.kind !== 'clean';
}

interface Evidence {
  readonly name: CaseName;
  readonly sendings: readonly Sending[];
  readonly deliveries: readonly Delivery[];
  readonly told: StoryTold;
  readonly live: readonly LiveRow[];
  readonly seconds: number;
}

function judge({ name: played, sendings, deliveries, told, live, seconds }: Evidence): CaseResult {
  const viruses = sendings.filter(isVirus);
  const whole = new Set(deliveries.filter((delivery) => delivery.whole).map(({ name }) => name));
  const arrived = viruses.filter(({ name }) => whole.has(name));
  const lost = sendings.filter((sending) => !isVirus(sending) && !whole.has(sending.name));
  const blocked = told.detections.filter(({ detection }) => detection.verdict === 'blocked');
  const failures = [...compareFiles(viruses, told), ...judgeIncidents(told, played === 'alpha')];
  for (const { name, label } of arrived) failures.push(`${label} ${name} arrived whole`);
  for (const { name, label } of lost) failures.push(`${label} ${name} is clean and did not arrive whole`);
  const named = told.incidents.map(({ row }) => row.device?.label ?? null);
  return {
    case: played,
    ok: failures.length === 0,
    sent: viruses.length,
    arrived: arrived.length,
    blocked: countOf(blocked),
    detected: countOf(told.detections),
    notified: told.notified,
    device: [...new Set(named)].sort().join(' ') || null,
    seconds: Math.round(seconds * 10) / 10,
    delay: delaysOf(delaysToConsole(blocked, live)),
    failures,
  };
}

/** Every file once, known by its name; in the direction it travelled, at the device that would have got or sent it. */
function compareFiles(viruses: readonly Sending[], told: StoryTold): string[] {
  const open = new Map(viruses.map((sending) => [sending.name, sending]));
  const failures: string[] = [];
  for (const { detection } of told.detections) {
    const name = (detection.evidence?.facts['file'] ?? '').split('/').at(-1) ?? '';
    const sending = open.get(name);
    open.delete(name);
    const label = sending === undefined ? `a file named "${name}"` : `${sending.label} ${name}`;
    if (sending === undefined || detection.count !== 1) failures.push(`${label} was told twice or never sent`);
    else if (detection.direction !== sending.direction) failures.push(`${label} was told as ${detection.direction}`);
    if (detection.function !== 'F1' || detection.verdict !== 'blocked')
      failures.push(`${label} was told as ${detection.function} ${detection.verdict}`);
    if (!isDiscreet(detection)) failures.push(`${label} has the wrong evidence`);
    if (detection.device?.mac !== sending?.mac) failures.push(`${label} was told of another device`);
  }
  if (open.size > 0) failures.push(`${open.size} files are missing, e.g. ${[...open.values()][0]?.label}`);
  return failures;
}

/** Facts of the envelope, where it was a mail, and never a byte of the file. */
function isDiscreet({ evidence, flow }: StoredDetection['detection']): boolean {
  if (evidence === null || evidence.base64 !== '') return false;
  const { 'mail from': from = '', 'mail to': to = '' } = evidence.facts;
  return flow.applicationProtocol !== 'smtp' || (from.includes('@') && to.includes('@'));
}

function judgeIncidents({ incidents, notified }: StoryTold, mailCameIn: boolean): string[] {
  const failures: string[] = [];
  if (!notified) failures.push('no notice was written');
  const mail = incidents.find(({ row }) => row.direction === 'inbound' && row.device?.label === deviceOf('srv').label);
  const title = mail?.notices.find((notice) => notice.language === 'ja')?.title;
  if (mailCameIn && title !== VIRUS_MAIL_TITLE) failures.push(`the owner reads "${title}" of the mail`);
  if (incidents.some(({ row }) => row.outcome !== 'stopped')) failures.push('an incident does not say "stopped"');
  return failures;
}

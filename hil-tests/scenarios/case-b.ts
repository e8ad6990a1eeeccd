import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { deviceOf } from '../lab/cast.ts';
import type { LiveRow } from '../lab/center-client.ts';
import { addressOfSites, CLEAN_VISITS, DANGEROUS_VISITS, dangerousAddress } from '../lab/dangerous-sites.ts';
import { lureLog, resolverLog } from '../lab/start-actors.ts';
import type { Lab } from '../lab/start-lab.ts';
import { collectTold, countOf, delaysToConsole, type StoryTold } from './collect-told.ts';
import { readReceipts, runAction } from './run-action.ts';
import { type CaseResult, delaysOf, type Scenario } from './scenario.ts';

const visitSchema = z.object({
  way: z.enum(['dns', 'host', 'sni', 'ip']),
  name: z.string(),
  sourcePort: z.number(),
  answered: z.boolean(),
});
type Visit = z.infer<typeof visitSchema>;
const lureSchema = z.object({ to: z.string(), port: z.number(), names: z.array(z.string()) });

/** Visits by address alone have no name of their own. */
const NAMELESS = '-';

/**
 * Case B: a PC goes to sites that give out viruses, by question to the resolver, by host, by SNI and by address, over
 * IPv4 and IPv6. Nothing of it reaches resolver or site; clean names on the same server do. The lab's policy
 * lists what lab/dangerous-sites.ts names.
 */
export const caseB: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const live: LiveRow[] = [];
  const hangUp = new AbortController();
  await lab.center.signIn();
  const listening = lab.center.listen((row) => void live.push(row), hangUp.signal);
  const before = await readHeard(lab);

  const visits = await visitSites(lab);
  const heard = (await readHeard(lab)).slice(before.length);
  const told = await collectTold(lab, 'dangerous-site', begun, visits.filter(isDangerous).length);

  hangUp.abort();
  await listening;
  return judge({ visits, heard, told, live, seconds: (performance.now() - started) / 1000 });
};

let nextPort = 20_000 + Math.floor(Math.random() * 100) * 100;

function visitSites(lab: Lab): Promise<Visit[]> {
  const first = nextPort;
  nextPort = nextPort > 31_000 ? 20_000 : nextPort + 100;
  return runAction(lab, 'pc2', 'visit-sites', [String(first), ...plannedVisits(lab)], visitSchema);
}

function plannedVisits(lab: Lab): string[] {
  const { plan } = lab;
  return (['v4', 'v6'] as const).flatMap((family) => {
    const [sites, resolver] = [addressOfSites(plan)[family], plan.resolver[family]];
    const named = [...DANGEROUS_VISITS, ...CLEAN_VISITS].flatMap((name) => [
      `dns/${name}/${resolver}`,
      `host/${name}/${sites}`,
      `sni/${name}/${sites}`,
    ]);
    const nameless = `ip/${NAMELESS}/${dangerousAddress(plan)[family]}`;
    return [...named, nameless, nameless];
  });
}

function isDangerous({ name }: Visit): boolean {
  return name === NAMELESS || (DANGEROUS_VISITS as readonly string[]).includes(name);
}

/** Dangerous names, or `-` for the dangerous address, that came to resolver or sites, in the order of their notes. */
async function readHeard(lab: Lab): Promise<string[]> {
  const questions = (await readFile(resolverLog(lab), 'utf8').catch(() => '')).matchAll(/ query\[\w+\] (\S+) from /g);
  const asked = [...questions].map(([, name = '']) => name.toLowerCase());
  const { v4, v6 } = dangerousAddress(lab.plan);
  const receipts = await readReceipts(lureLog(lab), lureSchema);
  const met = receipts.flatMap(({ to, names }) => (to === v4 || to === v6 ? [NAMELESS] : names));
  const dangerous = DANGEROUS_VISITS.map((name) => name.toLowerCase());
  return [...met, ...asked].filter((name) => name === NAMELESS || (dangerous as string[]).includes(name));
}

interface Evidence {
  readonly visits: readonly Visit[];
  readonly heard: readonly string[];
  readonly told: StoryTold;
  readonly live: readonly LiveRow[];
  readonly seconds: number;
}

function judge({ visits, heard, told, live, seconds }: Evidence): CaseResult {
  const attempts = visits.filter(isDangerous);
  const answered = attempts.filter((visit) => visit.answered);
  const arrived = Math.max(heard.length, answered.length);
  const lost = visits.filter((visit) => !isDangerous(visit) && !visit.answered);
  const blocked = told.detections.filter(({ detection }) => detection.verdict === 'blocked');
  const failures = [...compareVisits(attempts, told), ...judgeIncident(told)];
  if (arrived > 0) failures.push(`${arrived} visits reached resolver or site, e.g. ${heard[0] ?? answered[0]?.name}`);
  for (const { way, name } of lost) failures.push(`${way} ${name} is clean and was stopped`);
  return {
    case: 'B',
    ok: failures.length === 0,
    sent: attempts.length,
    arrived,
    blocked: countOf(blocked),
    detected: countOf(told.detections),
    notified: told.notified,
    device: told.incidents[0]?.row.device?.label ?? null,
    seconds: Math.round(seconds * 10) / 10,
    delay: delaysOf(delaysToConsole(blocked, live)),
    failures,
  };
}

/** Every visit once, known by its source port, which no two visits share. */
function compareVisits(attempts: readonly Visit[], told: StoryTold): string[] {
  const open = new Map(attempts.map((visit) => [visit.sourcePort, visit]));
  const strange = told.detections.filter(({ detection }) => {
    const known = detection.flow.sourcePort !== null && open.delete(detection.flow.sourcePort);
    return !known || detection.count !== 1;
  });
  const failures: string[] = [];
  const [first] = open.values();
  if (first !== undefined) failures.push(`${open.size} visits are missing, e.g. ${first.way} ${first.name}`);
  const [one] = strange.map(
    ({ detection }) => `${detection.rule.id} ×${detection.count} of ${detection.flow.sourcePort}`,
  );
  if (strange.length > 0) failures.push(`${strange.length} visits were told twice or never made, e.g. ${one}`);
  return failures;
}

function judgeIncident({ incidents, notified }: StoryTold): string[] {
  const failures: string[] = [];
  if (incidents.length !== 1) failures.push(`${incidents.length} incidents instead of one`);
  if (!notified) failures.push('no notice was written');
  for (const { row, notices, detections } of incidents) {
    if (row.device?.label !== deviceOf('pc2').label) failures.push('the device is not named');
    if (row.direction !== 'outbound' || row.outcome !== 'stopped') failures.push(`${row.direction}, ${row.outcome}`);
    if (notices.some((notice) => notice.level !== 'check')) failures.push('the notice does not ask for an answer');
    if (detections.some(({ detection }) => detection.function !== 'F3')) failures.push('not all were told as F3');
  }
  return failures;
}

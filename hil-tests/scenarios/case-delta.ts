import { deviceOf } from '../lab/cast.ts';
import type { LiveRow } from '../lab/center-client.ts';
import { STARTER_NAME, UNLISTED_ADDRESS } from '../lab/dangerous-sites.ts';
import { collectTold, countOf, delaysToConsole, type StoryTold } from './collect-told.ts';
import { type CaseResult, delaysOf, type Scenario } from './scenario.ts';
import { judgeWays, type Tried, tryWays, type Way } from './web-ways.ts';

/** Attempts that a way stands for: a pair is two questions. */
const attemptsOf = ({ way }: { readonly way: string }): number => (way === 'dns-pair' ? 2 : 1);

/**
 * Case delta: somebody in the office clicks on a link to a false bank. The name is not found; a computer that knows the
 * address already gets the block page, or a reset over TLS. Refused at the first click, at once, counted as a dangerous
 * site; the name is one of the bundle's own starter list.
 */
export const caseDelta: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const live: LiveRow[] = [];
  const hangUp = new AbortController();
  await lab.center.signIn();
  const listening = lab.center.listen((row) => void live.push(row), hangUp.signal);
  const clicks: Way[] = [
    { way: 'dns-pair', name: STARTER_NAME, address: lab.plan.resolver.v4, expected: 'no-name' },
    { way: 'host', name: STARTER_NAME, address: UNLISTED_ADDRESS.v4, expected: 'page' },
    { way: 'sni', name: STARTER_NAME, address: UNLISTED_ADDRESS.v6, expected: 'reset' },
  ];
  const tried = await tryWays(lab, 'pc1', clicks);
  const sent = tried.reduce((sum, one) => sum + attemptsOf(one), 0);
  const told = await collectTold(lab, 'dangerous-site', begun, sent);
  hangUp.abort();
  await listening;
  return judge({ tried, sent, told, live, seconds: (performance.now() - started) / 1000 });
};

interface Evidence {
  readonly tried: readonly Tried[];
  readonly sent: number;
  readonly told: StoryTold;
  readonly live: readonly LiveRow[];
  readonly seconds: number;
}

function judge({ tried, sent, told, live, seconds }: Evidence): CaseResult {
  const blocked = told.detections.filter(({ detection }) => detection.verdict === 'blocked');
  const failures = [...judgeWays(tried), ...judgeIncident(told)];
  if (countOf(blocked) !== sent) failures.push(`${countOf(blocked)} of ${sent} attempts were told as blocked`);
  return {
    case: 'delta',
    ok: failures.length === 0,
    sent,
    arrived: tried.filter(({ arrived }) => arrived).length,
    blocked: countOf(blocked),
    detected: countOf(told.detections),
    notified: told.notified,
    device: told.incidents[0]?.row.device?.label ?? null,
    seconds: Math.round(seconds * 10) / 10,
    delay: delaysOf(delaysToConsole(blocked, live)),
    failures,
  };
}

function judgeIncident({ incidents, notified }: StoryTold): string[] {
  const failures: string[] = [];
  if (incidents.length !== 1) failures.push(`${incidents.length} incidents instead of one`);
  if (!notified) failures.push('no notice was written');
  for (const { row, detections, others } of incidents) {
    if (row.device?.label !== deviceOf('pc1').label) failures.push('the device is not named');
    if (row.direction !== 'outbound' || row.outcome !== 'stopped') failures.push(`${row.direction}, ${row.outcome}`);
    if (detections.some(({ detection }) => detection.function !== 'F3')) failures.push('not all were told as F3');
    if (detections.some(({ detection }) => detection.rule.feed !== 'omamori-starter'))
      failures.push('the list is not named');
    if (others === undefined) failures.push('it is not said how many others met it');
  }
  return failures;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { replayEn } from '../../scenarios/replay/catalogue/en.ts';
import { PRIVATE_RANGES } from '../../scenarios/replay/choose-side.ts';
import { type RuleAction, readRules } from '../../scenarios/replay/prepare-rules.ts';
import { type Replayed, replayCapture } from '../../scenarios/replay/replay-capture.ts';
import { type ReplayLab, startReplayLab } from '../../scenarios/replay/start-replay-lab.ts';
import { surveyCapture } from '../../scenarios/replay/survey-capture.ts';
import { DETECTED, STOPPED, UNDISTURBED } from './chosen-captures.ts';

/**
 * Two labs one after the other, each with the large rule set: as `drop` for what must be stopped and what must pass, and
 * only reporting, where the alerts can be compared with those of an offline run over the same capture.
 */
const data = process.env.OMAMORI_TESTDATA ?? '';
const expectedSchema = z.record(
  z.string(),
  z.object({ verdict: z.string(), alerts: z.array(z.object({ sid: z.number(), count: z.number() })) }),
);
const expected = expectedSchema.parse(JSON.parse(readFileSync(join(data, 'expected.json'), 'utf8')));
const rows: string[] = [];
let lab: ReplayLab;

/** Expected alerts by sid, without those of Suricata's own event rules, which the box does not load. */
function expectedAlerts(path: string): Record<string, number> {
  const alerts = (expected[path]?.alerts ?? []).filter(({ sid }) => sid < 2_200_000 || sid > 2_299_999);
  return Object.fromEntries(alerts.sort((a, b) => a.sid - b.sid).map(({ sid, count }) => [String(sid), count]));
}

async function play(path: string): Promise<Replayed> {
  const survey = surveyCapture(join(data, path));
  if (!survey.ok) throw new Error(survey.error.message);
  const replayed = await replayCapture(lab, survey.value, { told: false, pausesMs: 1500 });
  const { packets, delivered, dropped, unsendable, alerts } = replayed.line;
  rows.push(
    [path, expected[path]?.verdict, packets, delivered, dropped, unsendable, Object.keys(alerts).length].join(' | '),
  );
  return replayed;
}

/** Starts a lab before the tests of a group and takes it down after them. */
function withLab(action: RuleAction): void {
  beforeAll(async () => {
    const rules = await readRules(join(data, 'rules/etopen-merged-enabled.rules.gz'), action, replayEn);
    if (!rules.ok) throw new Error(rules.error.message);
    const started = await startReplayLab({ rules: rules.value, action, home: PRIVATE_RANGES }, replayEn);
    if (!started.ok) throw new Error(started.error.message);
    lab = started.value;
  }, 400_000);
  afterAll(() => lab?.stop());
}
afterAll(() => {
  process.stdout.write(`capture | verdict | packets | delivered | dropped | unsendable | sids\n${rows.join('\n')}\n`);
});

describe('rules that block', () => {
  withLab('drop');

  it.each(STOPPED)('stop %s for a reason that is expected', async (path) => {
    const { line } = await play(path);
    expect(line.ok).toBe(true);
    expect(line.dropped).toBeGreaterThan(0);
    const known = Object.keys(expectedAlerts(path));
    expect(Object.keys(line.alerts).filter((sid) => known.includes(sid))).not.toEqual([]);
    expect(Object.keys(line.alerts).filter((sid) => !known.includes(sid))).toEqual([]);
  });

  it.each(UNDISTURBED)('let %s through whole and in order', async (path) => {
    const { line, reordered } = await play(path);
    expect(line).toMatchObject({ ok: true, delivered: line.packets, dropped: 0, unsendable: 0, alerts: {} });
    expect(reordered).toBe(0);
  });
});

describe('rules that only report', () => {
  withLab('alert');

  it.each(DETECTED)('name in $path what an offline run names', async ({ path, exact }) => {
    const { line } = await play(path);
    const alerts = expectedAlerts(path);
    expect(line.ok).toBe(true);
    expect(Object.keys(line.alerts)).toEqual(Object.keys(alerts));
    if (exact) expect(line.alerts).toEqual(alerts);
  });
});

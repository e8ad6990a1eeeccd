import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { labProgram } from '../lab/programs.ts';
import { mailLog } from '../lab/start-actors.ts';
import type { Lab } from '../lab/start-lab.ts';
import type { CaseResult, Scenario } from './scenario.ts';

/** Through an emulated box a tenth of it: there it is about being whole, not about speed. */
const BULK_BYTES = 200 * 1024 * 1024;

const stepSchema = z.object({
  step: z.string(),
  family: z.number(),
  ok: z.boolean(),
  detail: z.string().nullable(),
  milliseconds: z.number(),
});
type Step = z.infer<typeof stepSchema>;

/** An ordinary morning: names, pages, a 200 MB download by checksum, a mail with a clean attachment; nothing disturbed. */
export const office: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const mailsBefore = await receivedMails(lab);
  const argv = [
    process.execPath,
    labProgram('actions/work-as-usual'),
    lab.plan.resolver.v4,
    lab.plan.resolver.v6,
    String(Math.round(BULK_BYTES / lab.patience)),
  ];
  const outcome = await lab.run('pc2', argv, 180_000 * lab.patience);
  const steps = outcome.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => stepSchema.parse(JSON.parse(line)));
  await new Promise((resolve) => setTimeout(resolve, 3000)); // what the center would say of it has come by then
  const disturbed = await detectionsSince(lab, begun);
  const mails = (await receivedMails(lab)).slice(mailsBefore.length);
  return judge(steps, mails, disturbed, (performance.now() - started) / 1000, outcome.stderr);
};

async function receivedMails(lab: Lab): Promise<string[]> {
  const text = await readFile(mailLog(lab), 'utf8').catch(() => '');
  const schema = z.object({ sha256: z.string() });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)).sha256);
}

async function detectionsSince(lab: Lab, begun: number): Promise<{ blocked: number; detected: number }> {
  const { incidents } = await lab.center.incidents();
  const touched = incidents.filter((row) => Date.parse(row.lastAt) >= begun && row.direction !== 'inbound');
  const details = await Promise.all(touched.map((row) => lab.center.incident(row.id)));
  const fresh = details
    .flatMap((detail) => detail.detections)
    .filter(({ detection }) => Date.parse(detection.at) >= begun);
  return { blocked: fresh.filter(({ detection }) => detection.verdict === 'blocked').length, detected: fresh.length };
}

function judge(
  all: readonly Step[],
  mails: readonly string[],
  disturbed: { blocked: number; detected: number },
  seconds: number,
  words: string,
): CaseResult {
  const steps = all.filter((step) => step.family !== 0);
  const sentMails = all.find((step) => step.step === 'mails-sent')?.detail?.split(' ') ?? [];
  const failures = steps
    .filter((step) => !step.ok)
    .map((step) => `${step.step} over IPv${step.family}: ${step.detail}`);
  if (steps.length !== 12) failures.push(`only ${steps.length} of 12 steps were made ${words.slice(-200)}`);
  const lost = sentMails.filter((sum) => !mails.includes(sum));
  if (lost.length > 0 || sentMails.length !== 2) failures.push('a mail did not arrive as it was sent');
  if (disturbed.blocked > 0) failures.push(`${disturbed.blocked} times ordinary work was blocked`);
  return {
    case: 'office',
    ok: failures.length === 0,
    sent: steps.length,
    arrived: steps.filter((step) => step.ok).length,
    blocked: disturbed.blocked,
    detected: disturbed.detected,
    notified: false,
    device: null,
    seconds: Math.round(seconds * 10) / 10,
    delay: null,
    failures,
  };
}

// The policy in the editor, composed as it would be sent, held by the box against its own traffic of the last days.
import { randomUUID } from 'node:crypto';
import { type Command, LONGEST_COMMAND_LIFE_MS } from '@omamori/contract/command';
import type { ReplayAnswer } from '@omamori/contract/console-api';
import { type DesiredState, type Policy, policySchema } from '@omamori/contract/desired-state';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { err, ok, type Result } from '@omamori/contract/result';
import { MAX_DOCUMENT_BYTES } from '@omamori/contract/signed-document';
import type { Database } from '../../store/database.ts';
import { composeDesiredState } from '../compose/compose-desired-state.ts';
import { inheritedOf, toLayer } from '../compose/own-layer.ts';
import { composeRow, lockRow, readLayersAbove } from '../policy-row.ts';
import type { Issuer } from '../sign/issue-document.ts';
import type { BoxQuestions } from './ask-box.ts';

/** Long enough for a clock that is some minutes off. */
export const COMMAND_LIFE_MS = LONGEST_COMMAND_LIFE_MS / 2;

export interface ReplayDeps {
  readonly db: Database;
  readonly questions: BoxQuestions;
  readonly issuer: Issuer;
  readonly protectedDestinations: readonly string[];
  readonly now: () => number;
}

/** Errors: CTR_APPLIANCE_UNKNOWN, those of composing and signing, CTR_QUESTION_TOO_BIG, CTR_QUESTIONS_FULL. */
export async function replayPreview(
  deps: ReplayDeps,
  appliance: string,
  policy: Policy,
): Promise<Result<ReplayAnswer>> {
  const box = await deps.db
    .selectFrom('appliance')
    .select(['state', 'labels'])
    .where('id', '=', appliance)
    .executeTakeFirst();
  if (box === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  if (box.state === 'silent' || box.state === 'never') return ok({ outcome: 'away', code: null, report: null });
  const desired = await composeProposed(deps, appliance, policy);
  if (!desired.ok) return desired;
  const question = await makeQuestion(deps, desired.value);
  if (!question.ok) return question;
  const answer = await deps.questions.ask(question.value);
  if (!answer.ok) return unanswered(answer.error.code) ?? answer;
  const { outcome, code, replay } = answer.value;
  if (outcome !== 'done' || replay === undefined) return ok({ outcome: 'refused', code, report: null });
  return ok({ outcome: 'answered', code: null, report: withLabels(replay, box.labels) });
}

/** The broker's absence is the box's: nobody can be asked. */
function unanswered(code: string): Result<ReplayAnswer> | null {
  if (code === 'CTR_BOX_LATE') return ok({ outcome: 'late', code, report: null });
  const away = code === 'CTR_BROKER_AWAY' || code === 'CTR_PUBLISH_FAILED';
  return away ? ok({ outcome: 'away', code, report: null }) : null;
}

async function composeProposed(
  { db, now, protectedDestinations }: ReplayDeps,
  appliance: string,
  policy: Policy,
): Promise<Result<DesiredState>> {
  const at = new Date(now());
  const composed = await db.transaction().execute(async (transaction) => {
    const row = await lockRow(transaction, appliance, 'read');
    if (row === undefined) return null;
    const above = await readLayersAbove(transaction, appliance);
    const layer = toLayer(policy, inheritedOf(above.template, above.company, at.getTime()));
    return { version: row.version + 1, policy: composeRow(above, layer, at).policy };
  });
  if (composed === null) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  if (!policySchema.safeParse(composed.policy).success) {
    return err('CTR_LAYERS_UNFIT', 'With what the company and its template say, this is more than a box takes.');
  }
  return composeDesiredState({ appliance, ...composed, protectedDestinations, issuedAt: at.getTime() });
}

async function makeQuestion({ issuer, now }: ReplayDeps, desired: DesiredState) {
  const { appliance } = desired;
  const command: Command = {
    v: 1,
    id: randomUUID(),
    appliance,
    issuedAt: new Date(now()).toISOString(),
    expiresAt: new Date(now() + COMMAND_LIFE_MS).toISOString(),
    command: { kind: 'replay-policy', desired },
  };
  const signed = await issuer.signCommand(command);
  if (!signed.ok) return signed;
  const document = JSON.stringify(signed.value);
  if (Buffer.byteLength(document) <= MAX_DOCUMENT_BYTES) return ok({ appliance, id: command.id, document });
  return err('CTR_QUESTION_TOO_BIG', 'The policy is too large for a box to be asked about.');
}

function withLabels(report: ReplayReport, labels: Readonly<Record<string, string>>): ReplayReport {
  const named = report.devices.map((device) => {
    const label = device.mac === null ? undefined : labels[device.mac];
    return label === undefined ? device : { ...device, name: label };
  });
  return { ...report, devices: named };
}

import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from '../../lab/run-command.ts';
import { countTold, settleTold } from './count-told.ts';
import { PAUSES_MS } from './pace-packets.ts';
import { countAlerts, eveEnd, settleEve } from './read-alerts.ts';
import { setReplayMtu } from './replay-network.ts';
import type { ReplayLab } from './start-replay-lab.ts';
import type { CaptureSurvey } from './survey-capture.ts';

const counts = { packets: z.number(), delivered: z.number(), dropped: z.number(), unsendable: z.number() };
const playedSchema = z.object({
  ...counts,
  reordered: z.number(),
  truncated: z.boolean(),
  conversations: z.record(z.string(), z.object(counts)),
});

/** The last line of `scenario -- --pcap` (design.md §8), and what else a judge of the replay needs. */
export interface ReplayLine {
  readonly ok: boolean;
  readonly packets: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly unsendable: number;
  readonly truncated: boolean;
  readonly alerts: Readonly<Record<string, number>>;
  readonly detections: number;
  readonly notices: number;
}
export interface Replayed {
  readonly line: ReplayLine;
  /** Arrived after a packet that was sent later. */
  readonly reordered: number;
  /** By conversation, at most 20,000. */
  readonly conversations: z.infer<typeof playedSchema>['conversations'];
}

const PLAYER_TIMEOUT_MS = 600_000;

export interface ReplayHow {
  /** false leaves the center unasked: for many captures in a row. */
  readonly told?: boolean;
  /** What the capture's pauses may add up to. */
  readonly pausesMs?: number;
}

/** Plays one capture in a running lab. Throws when the player itself fails: a bug or a broken lab, never the capture. */
export async function replayCapture(lab: ReplayLab, survey: CaptureSurvey, how: ReplayHow = {}): Promise<Replayed> {
  const told = how.told ?? true;
  await setReplayMtu(lab.name, survey.longestFrame);
  const place = await eveEnd(lab.eveFile);
  const before = told ? await countTold(lab.center) : { detections: 0, notices: 0 };
  const mend = survey.mendAll ? 'mend-all' : 'mend-offloaded';
  const pauses = [survey.pausesMs, how.pausesMs ?? PAUSES_MS].map(String);
  const player = [process.execPath, join(import.meta.dirname, 'player.ts')];
  const argv = [...player, lab.name, survey.path, ...pauses, mend, ...lab.home];
  const outcome = await runCommand(argv, { timeoutMs: PLAYER_TIMEOUT_MS });
  if (outcome.exitCode !== 0) throw new Error(`the player failed: ${outcome.stderr.slice(-400)}`);
  const { conversations, reordered, ...played } = playedSchema.parse(JSON.parse(outcome.stdout));
  await settleEve(lab.eveFile);
  const alerts = await countAlerts(lab.eveFile, place);
  const after = told ? await settleTold(lab.center) : before;
  const detections = after.detections - before.detections;
  const notices = after.notices - before.notices;
  const complete = played.packets === played.delivered + played.dropped + played.unsendable;
  const isSame = played.packets === survey.packets;
  return { line: { ok: complete && isSame, ...played, alerts, detections, notices }, reordered, conversations };
}

import type { IncidentDetail, StoredDetection } from '@omamori/contract/console-api';
import type { StoryKind } from '@omamori/contract/detection';
import type { LiveRow } from '../lab/center-client.ts';
import type { Lab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';

/** What the center tells of one kind of story since a moment. */
export interface StoryTold {
  readonly incidents: readonly IncidentDetail[];
  readonly detections: readonly StoredDetection[];
  /** Every incident has its notice in both languages. */
  readonly notified: boolean;
}

const LONGEST_WAIT_MS = 20_000;
/** A packet may be stamped a moment before the clock was read here. */
const CLOCK_STEP_MS = 5;

/** Waits until the center tells of so many attempts and has written its notices; after 20 s (times the lab's patience) gives what there is. */
export async function collectTold(lab: Lab, story: StoryKind, begun: number, attempts: number): Promise<StoryTold> {
  let told: StoryTold = { incidents: [], detections: [], notified: false };
  const complete = waitUntil('every attempt is at the center', LONGEST_WAIT_MS * lab.patience, async () => {
    told = await readTold(lab, story, begun);
    return told.notified && countOf(told.detections) >= attempts;
  });
  await complete.catch(() => undefined); // the case's verdict names what is missing
  return told;
}

async function readTold(lab: Lab, story: StoryKind, begun: number): Promise<StoryTold> {
  const { incidents: rows } = await lab.center.incidents();
  const touched = rows.filter((row) => row.story === story && Date.parse(row.lastAt) >= begun);
  const incidents = await Promise.all(touched.map((row) => lab.center.incident(row.id)));
  const detections = incidents
    .flatMap((detail) => detail.detections)
    .filter(({ detection }) => Date.parse(detection.at) >= begun - CLOCK_STEP_MS);
  const notified = incidents.length > 0 && incidents.every((detail) => detail.notices.length >= 2);
  return { incidents, detections, notified };
}

export function countOf(detections: readonly StoredDetection[]): number {
  return detections.reduce((sum, stored) => sum + stored.detection.count, 0);
}

/** For each detection the time from its packet to the first live row of its device and story that includes it, ms. */
export function delaysToConsole(told: readonly StoredDetection[], live: readonly LiveRow[]): number[] {
  return told.flatMap(({ detection }) => {
    const at = Date.parse(detection.at);
    const shown = live.find(
      ({ row }) =>
        Date.parse(row.lastAt) >= at && row.device?.mac === detection.device?.mac && row.story === detection.story,
    );
    return shown === undefined ? [] : [Math.max(0, shown.receivedAt - at)];
  });
}

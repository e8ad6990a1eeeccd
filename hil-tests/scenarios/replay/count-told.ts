import { APPLIANCE } from '../../lab/cast.ts';
import type { CenterClient } from '../../lab/center-client.ts';

/** What the center holds: detections and notices for the owner. */
export interface Told {
  readonly detections: number;
  readonly notices: number;
}

const PAGE = 200;
const MOST_PAGES = 50;

export async function countTold(center: CenterClient): Promise<Told> {
  const told = { detections: 0, notices: 0 };
  let before = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const { incidents } = await center.incidents(`state=all&limit=${PAGE}${before}`);
    for (const { id } of incidents) {
      const detail = await center.incident(id);
      told.detections += detail.detectionTotal;
      told.notices += detail.notices.length;
    }
    const last = incidents.at(-1);
    if (incidents.length < PAGE || last === undefined) break;
    before = `&before=${last.id}`;
  }
  return told;
}

/** Until the box has nothing waiting and the center's counts rest for two seconds; at most 30 s. */
export async function settleTold(center: CenterClient): Promise<Told> {
  const end = performance.now() + 30_000;
  let last = await countTold(center);
  for (let quiet = 0; quiet < 2 && performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const box = (await center.fleet()).appliances.find((row) => row.id === APPLIANCE);
    const now = await countTold(center);
    const rests = now.detections === last.detections && now.notices === last.notices && box?.spoolWaiting === 0;
    quiet = rests ? quiet + 1 : 0;
    last = now;
  }
  return last;
}

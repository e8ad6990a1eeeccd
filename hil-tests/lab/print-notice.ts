import type { IncidentRow } from '@omamori/contract/console-api';
import { deviceOf } from './cast.ts';
import type { Progress } from './show-progress.ts';
import type { Lab } from './start-lab.ts';

/** Which incident of a case its owner's notice is shown of. */
const SHOWN = {
  A: { device: 'srv', story: 'remote-control-attempt', direction: 'inbound' },
  B: { device: 'pc2', story: 'dangerous-site', direction: 'outbound' },
  D: { device: 'pc1', story: 'command-and-control', direction: 'outbound' },
  alpha: { device: 'srv', story: 'malware-file', direction: 'inbound' },
} as const;
export type CaseWithNotice = keyof typeof SHOWN;

export function hasNotice(name: string): name is CaseWithNotice {
  return Object.hasOwn(SHOWN, name);
}

/** Shows the notice of the newest incident of a case, as the company's owner reads it. */
export async function printNotice(lab: Lab, progress: Progress, name: CaseWithNotice): Promise<void> {
  const { incidents } = await lab.center.incidents();
  const row = incidents.filter((candidate) => isOf(candidate, name)).sort((a, b) => b.id - a.id)[0];
  if (row === undefined) return;
  const { notices } = await lab.center.incident(row.id);
  const language = progress.words.done === 'done' ? 'en' : 'ja';
  const notice = notices.find((candidate) => candidate.language === language) ?? notices[0];
  if (notice === undefined) return;
  progress.say(`\n ${progress.words.notice} (${notice.file})`);
  progress.say(`   ${notice.title}`);
  for (const line of notice.body.split('\n')) progress.say(`   ${line}`);
  progress.say('');
}

function isOf(row: IncidentRow, name: CaseWithNotice): boolean {
  const { device, story, direction } = SHOWN[name];
  return row.device?.label === deviceOf(device).label && row.story === story && row.direction === direction;
}

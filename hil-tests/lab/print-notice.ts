import { deviceOf } from './cast.ts';
import type { Progress } from './show-progress.ts';
import type { Lab } from './start-lab.ts';

/** Shows the notice of the newest incident at the office's server, as its owner reads it. */
export async function printNotice(lab: Lab, progress: Progress): Promise<void> {
  const { incidents } = await lab.center.incidents();
  const row = incidents.find((candidate) => candidate.device?.label === deviceOf('srv').label);
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

import type { FilesChange } from '../change-words.ts';

const MODES = {
  off: 'Files on their way are no longer kept for the virus check; known patterns are still stopped.',
  detect: 'Files on their way are checked for viruses and let through; what is found is told.',
  block: 'Files on their way are checked for viruses before their last part arrives; a virus does not arrive.',
} as const;
const LATE = {
  open: 'A file that cannot be checked in time goes on, and is counted.',
  closed: 'A file that cannot be checked in time does not go on.',
} as const;

export function filesInEnglish(change: FilesChange): string {
  return change.kind === 'files-mode' ? MODES[change.mode] : LATE[change.late];
}

import type { FilesChange } from '../change-words.ts';

const MODES = {
  off: '届く途中のファイルのウイルス検査をやめます。よく知られたものは、これまでどおり止めます。',
  detect: '届く途中のファイルを検査します。見つけても止めず、お知らせだけします。',
  block: 'ファイルを、最後の部分が届く前に検査します。ウイルスは届きません。',
} as const;
const LATE = {
  open: '時間内に検査できなかったファイルは通し、数えておきます。',
  closed: '時間内に検査できなかったファイルは通しません。',
} as const;

export function filesInJapanese(change: FilesChange): string {
  return change.kind === 'files-mode' ? MODES[change.mode] : LATE[change.late];
}

/** What a pass says of itself in report and log. */
export const GIVEN_UP = 'The same document failed its probation before and is not tried again; send a changed one.';
export const TRIED_NEWER = 'Another document of this or a newer version was tried already; versions only grow.';
export const CENTER_SILENT =
  'The center acknowledges no report at the moment; the document waits for it, the former state stands.';
export const INTERRUPTED = {
  code: 'CFG_PROBATION_INTERRUPTED',
  message: 'The box stopped during the probation of this document; the state before it is in force.',
} as const;
export const TIMED = {
  code: 'CFG_TIMED_PART_CHANGED',
  message: 'A timed exception or isolation ended, or a device of one has other addresses now.',
} as const;
export const DRIFT = {
  code: 'CFG_DRIFT_REPAIRED',
  message: 'The rules on the box had been changed from outside and were put back.',
} as const;

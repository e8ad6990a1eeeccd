import type { MailClass, MailMode } from '@omamori/contract/mail-policy';

const WHAT: Readonly<Record<MailClass, string>> = {
  locked: 'Mail with files that ask for a password',
  macros: 'Mail with documents that carry macros',
  programs: 'Mail with programs, scripts or shortcuts',
  lookAlike: 'Mail that imitates banks, shops and others',
  deception: 'Mail under a false name',
};
const DONE: Readonly<Record<MailMode, string>> = {
  off: ' is no longer looked for.',
  detect: ' is delivered and told.',
  block: ' is not delivered; its sender learns that it did not arrive.',
};

export function mailInEnglish(part: MailClass, mode: MailMode): string {
  return WHAT[part] + DONE[mode];
}

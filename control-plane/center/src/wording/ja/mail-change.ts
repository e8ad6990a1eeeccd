import type { MailClass, MailMode } from '@omamori/contract/mail-policy';

const WHAT: Readonly<Record<MailClass, string>> = {
  locked: 'パスワード付きのファイルが付いたメール',
  macros: '自動処理の入った書類が付いたメール',
  programs: 'プログラムや近道のファイルが付いたメール',
  lookAlike: '銀行やお店などに見せかけたメール',
  deception: '取引先などになりすましたメール',
};
const DONE: Readonly<Record<MailMode, string>> = {
  off: 'は、調べなくなります。',
  detect: 'は、届けたうえでお知らせします。',
  block: 'は、届かなくなります。送った人には、届かなかったと伝わります。',
};

export function mailInJapanese(part: MailClass, mode: MailMode): string {
  return WHAT[part] + DONE[mode];
}

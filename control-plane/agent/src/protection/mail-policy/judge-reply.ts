// Answers to a conversation that never was, or that somebody else goes on with (Emotet's reply-chain mails).
import { registeredDomain } from './domain-forms.ts';
import { shown } from './judge-files.ts';
import type { SeenSign } from './mail-signs.ts';
import type { MailHead } from './read-head.ts';

const ANSWER = /^\s*(?:\[[^\]]{0,40}\]\s*)?(?:re|aw|sv|antw|返信|返)(?:\[\d+\])?\s*[:：]/iu;
/** How mail programs begin what they quote; the address in it is whose words they are. */
const QUOTE_HEAD =
  /(?:^|\n)[>\s]*(?:-{3,}\s*(?:original message|元のメッセージ|転送)|(?:from|差出人|送信者)\s*[:：]|.{0,120}(?:wrote|のメール|さんは書きました|が書きました)\s*[:：])/iu;
const QUOTED_FROM = /(?:^|\n)[>\s]*(?:from|差出人|送信者)\s*[:：][^\n]{0,200}?([\w.+-]+@(?:[\w-]+\.)+[a-z]{2,})/iu;

export function judgeReply(head: MailHead, text: string): SeenSign[] {
  const from = head.from[0] ?? null;
  if (from === null || head.isFromList || !ANSWER.test(head.subject) || !QUOTE_HEAD.test(text)) return [];
  if (head.answers.length > 0) return [];
  const signs: SeenSign[] = [{ sign: 'false-reply', facts: {} }];
  const quoted = QUOTED_FROM.exec(text)?.[1];
  const whose = sameName(head, text, quoted ?? '');
  if (quoted !== undefined && whose && registeredDomain(domainPart(quoted)) !== registeredDomain(from.domain))
    signs.push({ sign: 'reply-from-new-domain', facts: { shown: shown(quoted), domain: shown(from.domain) } });
  return signs;
}

function domainPart(address: string): string {
  return address.slice(address.indexOf('@') + 1).toLowerCase();
}

/** The sender shows the name, or the mailbox, of whom it quotes: it says that it is the same person. */
function sameName({ from }: MailHead, text: string, quoted: string): boolean {
  const [mailbox] = from;
  if (mailbox === undefined || quoted === '') return false;
  const at = text.indexOf(quoted);
  const before = text.slice(Math.max(0, at - 120), at);
  const name = mailbox.shown.replace(/\s+/g, '');
  const namesIt = name.length >= 2 && before.replace(/\s+/g, '').includes(name);
  return namesIt || mailbox.address.split('@')[0]?.toLowerCase() === quoted.split('@')[0]?.toLowerCase();
}

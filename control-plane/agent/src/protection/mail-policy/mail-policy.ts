// The mail policy of the box: looks into a message that the antivirus has taken apart (antivirus/message-sink.ts), says what
// is odd, and whether the policy lets it arrive. Runs in the thread that reads files; keeps nothing of a message.

import { DEFAULT_MAIL, type MailPolicy } from '@omamori/contract/mail-policy';
import { homeNetworksOf } from '../../platform/home-networks.ts';
import type { MailMessage, MessageOpinion, MessageSink } from '../antivirus/message-sink.ts';
import { type Brand, BrandTable } from './brand-table.ts';
import { decodeText } from './decode-text.ts';
import { parameterOf } from './decode-words.ts';
import { judgeFiles } from './judge-files.ts';
import { judgeLinks } from './judge-links.ts';
import { judgeReply } from './judge-reply.ts';
import { judgeSender } from './judge-sender.ts';
import { classOf, type SeenSign, TOLD_FROM, totalScore } from './mail-signs.ts';
import { readHead } from './read-head.ts';

/** What the policy goes by; crosses to the thread as it is. */
export interface MailRules {
  readonly policy: MailPolicy;
  readonly brands: readonly Brand[];
  /** Prefixes of the office. */
  readonly homeNetworks: readonly string[];
}
export const NO_MAIL_RULES: MailRules = { policy: DEFAULT_MAIL, brands: [], homeNetworks: [] };

const PASSED: MessageOpinion = { verdict: 'pass', findings: [] };

export function mailPolicy(rulesNow: () => MailRules): MessageSink {
  let known = NO_MAIL_RULES;
  let table = new BrandTable([]);
  let home = homeNetworksOf([]);
  return (message) => {
    const rules = rulesNow();
    const inForce = rules.policy;
    if (Object.values(inForce).every((mode) => mode === 'off')) return PASSED;
    if (rules !== known) {
      known = rules;
      table = new BrandTable(rules.brands);
      home = homeNetworksOf(rules.homeNetworks);
    }
    const seen = look(message, table, (ip) => home.contains(ip)).filter(({ sign }) => inForce[classOf(sign)] !== 'off');
    const score = totalScore(seen);
    if (score < TOLD_FROM) return PASSED;
    const held = seen.some(({ sign }) => inForce[classOf(sign)] === 'block');
    return { verdict: held ? 'hold' : 'pass', findings: seen };
  };
}

/** All signs of a message. Of mail that leaves the office only what is attached counts: it says itself who it is. */
export function look(message: MailMessage, brands: BrandTable, isInside: (ip: string) => boolean): SeenSign[] {
  const files = judgeFiles(message.attachments);
  const leaves = message.fromClient && isInside(message.client.ip) && !isInside(message.server.ip);
  if (leaves) return files;
  const head = readHead(message.head);
  const text = textOf(message.text);
  const html = message.html === null ? '' : textOf(message.html);
  const sender = head.from[0]?.domain ?? '';
  const facts = { head, envelope: message.envelope, cameFromOutside: message.fromClient };
  return [
    ...files,
    ...judgeSender(facts, brands),
    ...judgeReply(head, text),
    ...judgeLinks(html, sender, head.isFromList, brands),
  ];
}

function textOf(part: MailMessage['text']): string {
  return part === null ? '' : decodeText(part.bytes, parameterOf(part.contentType, 'charset'));
}

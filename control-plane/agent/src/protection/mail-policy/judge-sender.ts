// Who a mail says it is from, against who it is from: look-alikes, borrowed names, answers that go elsewhere.
import type { BrandTable } from './brand-table.ts';
import { isBelow, isOneStepAway, mixesAlphabets, readableDomain, registeredDomain } from './domain-forms.ts';
import { shown } from './judge-files.ts';
import type { SeenSign } from './mail-signs.ts';
import { domainOf, type MailHead } from './read-head.ts';

/** What presses a reader to act on an account, a card or a parcel. */
const PRESSING =
  /利用(?:停止|制限)|ご?本人(?:様)?確認|不正(?:な)?(?:利用|ログイン|アクセス)|アカウント.{0,12}(?:停止|制限|ロック|確認|更新|凍結)|(?:お?支払い?|決済)(?:い)?方法.{0,8}(?:更新|確認|変更)|(?:不在|持ち帰り|お届けできません)|未払い|異常な|自動退会|有効期限が切れ|account .{0,20}(?:suspend|lock|limit|verif)|unusual (?:activity|sign)/iu;
const PAYMENT =
  /(?:振込|振り込み|お?支払い?|入金|送金)先.{0,12}(?:変更|変わり)|口座.{0,8}(?:変更|変わり)|(?:bank|payment|account) (?:details|information).{0,20}chang|chang.{0,20}(?:bank|payment) (?:details|account)/iu;
/** Mailboxes that anybody can have, for a name of their own choice. */
const ANYBODYS = new Set(
  'gmail.com yahoo.co.jp yahoo.com outlook.com outlook.jp hotmail.com hotmail.co.jp live.jp icloud.com aol.com aol.jp mail.com gmx.com proton.me protonmail.com yandex.com mail.ru 163.com 126.com qq.com excite.co.jp zoho.com tutanota.com'.split(
    ' ',
  ),
);

export interface SenderFacts {
  readonly head: MailHead;
  readonly envelope: { readonly from: string | null; readonly to: readonly string[] };
  /** The message came from outside into the office by its mail server. */
  readonly cameFromOutside: boolean;
}

export function judgeSender(facts: SenderFacts, brands: BrandTable): SeenSign[] {
  const { head } = facts;
  const from = head.from[0] ?? null;
  if (from === null) return [];
  return [
    ...judgeDomain(from.domain, facts, brands),
    ...judgeShown(facts, brands),
    ...judgeSubject(facts, brands),
    ...judgeReplyTo(facts),
    ...judgeOwnName(facts),
  ];
}

function judgeDomain(domain: string, { envelope }: SenderFacts, brands: BrandTable): SeenSign[] {
  const imitated = brands.imitated(domain);
  if (imitated !== null) {
    const sign = imitated.how === 'homoglyph' ? 'homoglyph-domain' : 'look-alike-domain';
    return [{ sign, facts: { domain: shown(readableDomain(domain)), brand: imitated.brand.names[0] ?? '' } }];
  }
  if (mixesAlphabets(domain)) return [{ sign: 'homoglyph-domain', facts: { domain: shown(readableDomain(domain)) } }];
  const own = ownDomains(envelope).find((one) =>
    isOneStepAway(one.split('.')[0] ?? '', registeredDomain(domain).split('.')[0] ?? ''),
  );
  if (own === undefined || own.length < 8) return [];
  return [{ sign: 'look-alike-domain', facts: { domain: shown(domain), brand: own } }];
}

function ownDomains(envelope: SenderFacts['envelope']): string[] {
  return [...new Set(envelope.to.map((address) => registeredDomain(domainOf(address))))].filter(
    (domain) => !ANYBODYS.has(domain),
  );
}

/** The name before the address: somebody else's, or an address of its own. */
function judgeShown({ head }: SenderFacts, brands: BrandTable): SeenSign[] {
  const [from] = head.from;
  if (from === undefined || from.shown === '') return [];
  const signs: SeenSign[] = [];
  const address = /[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})/iu.exec(from.shown);
  const other = registeredDomain((address?.[1] ?? '').toLowerCase());
  if (other !== '' && other !== registeredDomain(from.domain) && !head.isFromList)
    signs.push({ sign: 'shown-address', facts: { shown: shown(address?.[0] ?? ''), domain: shown(from.domain) } });
  const brand = brands.named(from.shown);
  if (brand !== null && !brand.domains.some((own) => isBelow(from.domain, own)))
    signs.push({ sign: 'brand-sender', facts: { brand: brand.names[0] ?? '', domain: shown(from.domain) } });
  return signs;
}

function judgeSubject({ head }: SenderFacts, brands: BrandTable): SeenSign[] {
  const domain = head.from[0]?.domain ?? '';
  const signs: SeenSign[] = [];
  const brand = PRESSING.test(head.subject) ? brands.named(head.subject) : null;
  const isTrue = brand?.domains.some((own) => isBelow(domain, own)) ?? true;
  if (brand !== null && !isTrue && head.answers.length === 0)
    signs.push({ sign: 'brand-subject', facts: { brand: brand.names[0] ?? '', domain: shown(domain) } });
  if (PAYMENT.test(head.subject)) signs.push({ sign: 'payment-change', facts: {} });
  return signs;
}

/** The answer goes to another firm's or anybody's mailbox; lists and robots do so by intent. */
function judgeReplyTo({ head }: SenderFacts): SeenSign[] {
  const [from] = head.from;
  const [reply] = head.replyTo;
  if (from === undefined || reply === undefined || head.isFromList || head.isAutomatic) return [];
  const [here, there] = [registeredDomain(from.domain), registeredDomain(reply.domain)];
  const isNear = isOneStepAway(here, there);
  if (here === there || ANYBODYS.has(here)) return [];
  if (!ANYBODYS.has(there) && !isNear) return [];
  return [{ sign: 'reply-elsewhere', facts: { from: shown(from.address), 'reply to': shown(reply.address) } }];
}

/** The company's own name on mail from outside that not even its envelope vouches for. */
function judgeOwnName({ head, envelope, cameFromOutside }: SenderFacts): SeenSign[] {
  const domain = head.from[0]?.domain ?? '';
  if (!cameFromOutside || envelope.from === null || envelope.from === '' || head.isFromList) return [];
  const isOwn = ownDomains(envelope).includes(registeredDomain(domain));
  const sender = registeredDomain(domainOf(envelope.from));
  if (!isOwn || sender === registeredDomain(domain)) return [];
  return [{ sign: 'own-name-outside', facts: { domain: shown(domain), envelope: shown(sender) } }];
}

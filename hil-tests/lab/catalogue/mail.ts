/** The mail that the office sends on an ordinary morning: Japanese headers and text must arrive as they were sent. */
export const ESTIMATE_MAIL = {
  subject: '11月分のお見積り',
  text: 'いつもお世話になっております。お見積りをお送りします。',
} as const;

/** The owner's notice of a virus that came by mail and was stopped (ux.md §3.4, α). */
export const VIRUS_MAIL_TITLE = '【対応不要】ウイルス付きメールを止めました';

/** What a mail with a virus pretends to be. */
export const INVOICE_MAIL = {
  subject: '【請求書】11月分のご請求について',
  text: 'いつもお世話になっております。請求書をお送りします。添付のファイルをご確認ください。',
} as const;

/** What goes out in bulk from a mail account that somebody else uses. */
export const SPAM_MAIL = {
  subject: '【重要】お支払い方法の更新について',
  text: 'お客様のお支払い方法を確認できませんでした。下記よりお手続きください。',
} as const;

/** Mails that try to cheat, by kind; addresses are reserved ones (RFC 2606). */
export const CHEATING_MAILS = {
  'locked-zip': {
    from: '株式会社みどり商事 <keiri@midori.example>',
    subject: '【ご請求書】11月分（パスワードは別メール）',
    text: 'いつもお世話になっております。請求書をお送りします。パスワードは別のメールでお知らせします。',
  },
  'reply-chain': {
    from: '田中 <tanaka@stolen.example>',
    subject: 'Re: 11月分のお見積り',
    text: 'ご確認ください。\n\n-----Original Message-----\nFrom: 田中 <tanaka@midori.example>\nSent: Monday\n\nお見積りをお送りします。',
  },
  'look-alike': {
    from: '三井住友カード <info@smbc-card.security.example>',
    subject: '【三井住友カード】ご利用制限のお知らせ・ご本人様確認のお願い',
    text: 'お客様のカードのご利用を制限しました。',
  },
  'new-account': {
    from: '佐藤 <sato@midori.example>',
    replyTo: 'sato.midori@gmail.com',
    subject: 'お振込先口座変更のご連絡',
    text: '今月より振込先が変わりました。',
  },
  ordinary: {
    from: '佐藤 <sato@midori.example>',
    subject: '明日の打ち合わせについて',
    text: 'いつもお世話になっております。明日10時に伺います。',
  },
} as const;

/** Parts of the owner's notice of such a mail. */
export const MAIL_NOTICE = { locked: '添付にパスワードがあり', happened: 'あやしいメールが来ました' } as const;

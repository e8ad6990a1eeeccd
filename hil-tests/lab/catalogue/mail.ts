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

/** The mail that the office sends on an ordinary morning: Japanese headers and text must arrive as they were sent. */
export const ESTIMATE_MAIL = {
  subject: '11月分のお見積り',
  text: 'いつもお世話になっております。お見積りをお送りします。',
} as const;

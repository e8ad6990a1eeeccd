import type { ActionKey } from '../action-of.ts';

/** Fixed text, ux.md §0 rule 8: no part may be dropped or moved. */
const UNPLUG = '①LANケーブルを抜く ②Wi-Fiを切る ③電源は切らない ④すぐお電話ください';

/** Slot 4. At most four steps; what asks for nothing says so. */
export const actions: Readonly<Record<ActionKey, string>> = {
  unplug: UNPLUG,
  'unplug-do-not-pay': `${UNPLUG}\nお金を求める画面が出ても、払わないでください。`,
  isolated: '①電源は切らない ②さわらない ③すぐお電話ください',
  'stop-using': '①使うのをやめる ②電源は切らない ③お電話ください',
  'leave-site': '①何も入力しない ②画面を閉じる ③お電話ください',
  'mail-password': '心当たりがなければ、①別のパソコンでメールのパスワードを変える ②お電話ください',
  'offer-close': '外から操作する用事がなければ、この入口を閉じます。お電話ください。',
  'keep-closed':
    'この入口は、決めた相手のほかには閉じてあります。外から操作する用事があるとき、心配なときは、お電話ください。',
  'fix-together': '直し方をご案内します。今日のうちにお電話ください。',
  'keep-if-used': '仕事で使っているなら、そのままで大丈夫です。心当たりがなければ、お電話ください。',
  'call-now': 'すぐお電話ください。',
  'call-today': '今日のうちにお電話ください。',
  'expected-or-call': '使った人に、心当たりを聞いてください。心当たりがなければ、今日のうちにお電話ください。',
  'ask-sender': 'メールを開く前に、送った人へ電話で確かめてください。添付やリンクは、それまで開かないでください。',
  'no-attachments': '覚えのないメールの添付ファイルは、開かないでください。心配なときは、お電話ください。',
  'no-unknown-files':
    '出所のわからないファイルは、受け取ったり開いたりしないでください。心配なときは、お電話ください。',
  'no-odd-links': '覚えのないメールのリンクは、開かないでください。ほかに、していただくことはありません。',
  'slow-then-call': 'インターネットが遅いと感じたら、お電話ください。ほかに、していただくことはありません。',
  'needed-then-call': '仕事に必要な通信だったときは、お電話ください。ほかに、していただくことはありません。',
  nothing: 'していただくことはありません。',
};

import type { WebGuard } from '@omamori/contract/desired-state';

const SENTENCES = {
  quic: {
    inspect: '新しい方式の暗号通信（QUIC）は通し、危険なサイトあてのものだけを止めます。',
    block: '新しい方式の暗号通信（QUIC）を断ります。ブラウザーは従来の方式に切り替わります。',
  },
  encryptedDns: {
    allow: '行き先の名前を隠す問い合わせ（DoH・DoT）を、そのまま通します。',
    report: '行き先の名前を隠す問い合わせ（DoH・DoT）を、止めずに記録します。',
    block: '行き先の名前を隠す問い合わせ（DoH・DoT）を断ります。機器は普通の問い合わせに切り替わります。',
  },
  ech: {
    allow: 'サイト名を隠すつなぎ方（ECH）を、そのまま通します。',
    report: 'サイト名を隠すつなぎ方（ECH）のうち、知られているものを止めずに記録します。',
    block: 'サイト名を隠すつなぎ方（ECH）を使えないようにします。',
  },
} as const;

export function webGuardInJapanese(part: keyof WebGuard, mode: WebGuard[keyof WebGuard]): string {
  const sentences: Readonly<Record<string, string>> = SENTENCES[part];
  return sentences[mode] ?? '';
}

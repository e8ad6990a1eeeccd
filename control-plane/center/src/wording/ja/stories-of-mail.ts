import type { StoryWords } from '../catalogue.ts';
import { mailboxOf } from '../mail-box-of.ts';
import { mailSignOf } from '../mail-sign-of.ts';
import { byDirection, outcomeSentence } from './titles.ts';

/** One sentence a sign of the mail policy, for the owner: what is odd about the mail. */
export const MAIL_SIGNS: Readonly<Record<string, string>> = {
  'encrypted-archive': '添付にパスワードがあり、中を調べられません。',
  'encrypted-document': '添付の書類にパスワードがあり、中を調べられません。',
  'encrypted-pdf': '添付の書類に鍵がかかっています。',
  'macro-document': '添付の書類に、開くと動く自動処理が入っています。',
  'program-file': '添付は書類ではなく、プログラムです。',
  'script-file': '添付は、開くと動く命令書です。',
  'shortcut-file': '添付は、別のものを動かす近道のファイルです。',
  'disk-image': '添付は、中身を隠しやすい形のファイルです。',
  'onenote-file': '添付は、悪用されやすいメモのファイルです。',
  'double-extension': '添付の名前が、書類に見せかけてあります。',
  'reversed-name': '添付の名前が、文字の並びを裏返して隠してあります。',
  'disguised-file': '添付の中身が、名前と違います。',
  'look-alike-domain': '送り主の番地が、本物とよく似た別のものです。',
  'homoglyph-domain': '送り主の番地に、見分けにくい文字が使われています。',
  'brand-sender': '送り主の名前が、有名な会社をかたっています。',
  'brand-subject': '件名が、有名な会社をかたっています。',
  'look-alike-link': 'リンクの行き先が、本物とよく似た別のサイトです。',
  'hidden-link': 'リンクの行き先が、書いてあるものと違います。',
  'reply-elsewhere': '返事が、送り主とは別のところへ届きます。',
  'shown-address': '見えている番地と、本当の送り主が違います。',
  'own-name-outside': '外から、自社の名前を使って送られています。',
  'false-reply': '返信に見えますが、もとのメールが確かめられません。',
  'reply-from-new-domain': '返信に見えますが、相手の番地が変わっています。',
  'payment-change': '振り込み先の変更を求めています。',
};

export const suspiciousMail: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: p.facts.outcome === 'stopped' ? 'あやしいメールを止めました' : 'あやしいメールが届きました',
      outbound:
        p.facts.outcome === 'stopped' ? `${p.device}のあやしいメールを止めました` : `${p.device}からあやしいメール`,
      internal: '社内であやしいメールを見つけました',
    }),
  happened: (p) => {
    const odd = MAIL_SIGNS[mailSignOf(p.facts)] ?? '';
    return byDirection(p, {
      inbound: `${p.at}、${p.who}から${mailboxOf(p, '社内')}へ、あやしいメールが来ました。${odd}`,
      outbound: `${p.at}、社内の機器から、あやしいメールが出ようとしました。${odd}`,
      internal: `${p.at}、社内で、あやしいメールが送られました。${odd}`,
    });
  },
  outcome: (p) => (p.facts.outcome === 'stopped' ? outcomeSentence(p) : 'メールは止めずに、お知らせだけしています。'),
};

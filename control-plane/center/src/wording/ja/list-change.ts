import type { ListChange } from '../change-words.ts';

const WAYS = { inbound: '入ってくる通信', outbound: '出ていく通信', both: '両方向の通信' } as const;

export function listChangeInJapanese(change: ListChange): string {
  switch (change.kind) {
    case 'address-list-added':
      return `リスト「${change.name}」の番地${change.count}件との${WAYS[change.direction]}を止めます。`;
    case 'address-list-removed':
      return `リスト「${change.name}」（番地${change.count}件）で止めるのをやめます。`;
    case 'address-list-turned':
      return `リスト「${change.name}」は、${WAYS[change.direction]}を止めるようにします。`;
    case 'domain-list-added':
      return `リスト「${change.name}」のサイト${change.count}件につながらないようにします。`;
    case 'domain-list-removed':
      return `リスト「${change.name}」（サイト${change.count}件）で止めるのをやめます。`;
    case 'address-list-changed':
      return `リスト「${change.name}」：${counts(change.added, change.removed, '番地')}`;
    case 'domain-list-changed':
      return `リスト「${change.name}」：${counts(change.added, change.removed, 'サイト')}`;
  }
}

function counts(added: number, removed: number, what: string): string {
  return [
    ...(added > 0 ? [`${what}${added}件を止めるものに加えます。`] : []),
    ...(removed > 0 ? [`${what}${removed}件を止めるのをやめます。`] : []),
  ].join('');
}

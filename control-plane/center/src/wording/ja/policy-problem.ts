import type { PolicyProblem } from '../problem-facts.ts';

type ListProblem = Extract<PolicyProblem, { readonly list: string }>;

export function policyProblemInJapanese(problem: PolicyProblem): string {
  if ('list' in problem) return listProblem(problem);
  switch (problem.code) {
    case 'CTR_GEO_EXCEPT_INVALID':
      return `止める国の中で通す相手の「${problem.entry}」は番地ではありません。`;
    case 'CTR_EXCEPTION_INVALID':
      return `決めた時間だけ通す相手の「${problem.entry}」を読み取れません。`;
    case 'CTR_EXCEPTION_TWICE':
      return `決めた時間だけ通す設定「${problem.entry}」が二つあります。`;
    case 'CTR_EXCEPTION_TOO_LONG':
      return `「${problem.entry}」を通す期限は30日以内にしてください。`;
    case 'CTR_ISOLATION_ROUTER':
      return 'インターネットの出入口の機器は切り離せません。会社全体がつながらなくなります。';
    case 'CTR_ISOLATION_TWICE':
      return `機器 ${problem.mac} を切り離す設定が二つあります。`;
    case 'CTR_POLICY_REASON_MISSING':
      return '理由を書いてください。';
    case 'CTR_EXCEPTION_TOO_WIDE':
      return `決めた時間だけ通す相手の「${problem.entry}」は範囲が広すぎます。`;
    case 'CTR_RULE_PROTECTED':
      return `目印 ${problem.entry} は、お守り自身のものなので外せません。`;
    case 'CTR_ISOLATION_NO_DEVICE':
      return `${problem.mac} は一台の機器の番号ではありません。`;
    case 'CTR_WARN_WIDE_EXCEPTION':
      return `「${problem.entry}」を通すと、とても多くの相手を通すことになります。`;
    case 'CTR_WARN_DEVICE_UNKNOWN':
      return `切り離す機器 ${problem.mac} は、この会社でまだ見つかっていません。`;
    case 'CTR_WARN_OPEN_ISOLATION':
      return '期限のない切り離しがあります。戻すまで切り離したままです。';
    case 'CTR_WARN_CLOSED_MODE':
      return '検査が止まると、インターネットとの通信も止まります。';
  }
}

function listProblem(problem: ListProblem): string {
  switch (problem.code) {
    case 'CTR_LIST_TWICE':
      return `「${problem.list}」という名前のリストが二つあります。名前を変えるか、一つにまとめてください。`;
    case 'CTR_LIST_ADDRESS_INVALID':
      return `リスト「${problem.list}」の「${problem.entry}」は番地ではありません。`;
    case 'CTR_LIST_DOMAIN_INVALID':
      return `リスト「${problem.list}」の「${problem.entry}」はサイトの名前ではありません。`;
    case 'CTR_LIST_PROTECTED':
      return `リスト「${problem.list}」の「${problem.entry}」に、監視センターなどの守る宛先 ${problem.destination} が入っています。リストから外してください。`;
    case 'CTR_WARN_WIDE_ENTRY':
      return `リスト「${problem.list}」の「${problem.entry}」は範囲がとても広いです。`;
    case 'CTR_LIST_CUTS_LAN':
      return `リスト「${problem.list}」の「${problem.entry}」は社内で使う番地です。社内がつながらなくなるため、送れません。`;
    case 'CTR_LIST_TOO_WIDE':
      return `リスト「${problem.list}」の「${problem.entry}」は範囲が広すぎます。`;
    case 'CTR_WARN_WIDE_DOMAIN':
      return `リスト「${problem.list}」の「${problem.entry}」には、関係のない多くのサイトが入ります。`;
  }
}

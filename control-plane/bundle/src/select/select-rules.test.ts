import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../source/source-list.ts';
import { type ClassTable, classTableSchema } from './class-table.ts';
import { fitBoard } from './fit-board.ts';
import { type JudgedRule, judgeRule } from './judge-rule.ts';
import { readRule, readRules } from './rule-text.ts';

const TODAY = '2026-11-23';
const read = await readYaml(join(import.meta.dirname, '../../../../rules/classify/classes.yaml'), classTableSchema);
if (!read.ok) throw new Error(read.error.message);
const table: ClassTable = read.value;

interface Wanted {
  message: string;
  classtype?: string;
  metadata?: string;
  options?: string;
}
const lineOf = ({ message, classtype = 'trojan-activity', metadata, options = '' }: Wanted): string =>
  `alert tcp any any -> any any (msg:"${message}"; ${options}classtype:${classtype}; sid:1; rev:1;${metadata === undefined ? '' : ` metadata:${metadata};`})`;

function judge(wanted: Wanted): JudgedRule | string {
  const rule = readRule(lineOf(wanted));
  if (rule === null) throw new Error('the rule cannot be read');
  const judgement = judgeRule(rule, 'feed-1', table, TODAY);
  return 'out' in judgement ? judgement.out : judgement.kept;
}
const SURE = 'confidence High, signature_severity Major, updated_at 2026_01_02';

describe('a rule of a feed', () => {
  it('that names malware and is sure of it stops in every preset', () => {
    expect(judge({ message: 'ET MALWARE Anything CnC', metadata: SURE })).toMatchObject({
      preset: 'connectivity',
      blocks: true,
      line: expect.stringMatching(/^drop tcp .*omamori_story command-and-control/),
    });
  });

  it('that is not sure waits for the loudest preset', () => {
    const metadata = 'confidence Low, signature_severity Major, updated_at 2026_01_02';
    expect(judge({ message: 'ET MALWARE Maybe', metadata })).toMatchObject({ preset: 'security' });
    const slow = `${SURE}, performance_impact Significant`;
    expect(judge({ message: 'ET MALWARE Slow', metadata: slow })).toMatchObject({ preset: 'security' });
  });

  it('that only hints is named, never stopped', () => {
    expect(judge({ message: 'ET INFO Some look-up', classtype: 'misc-activity', metadata: SURE })).toMatchObject({
      preset: 'security',
      blocks: false,
    });
    expect(judge({ message: 'ET P2P Something', classtype: 'policy-violation' })).toMatchObject({
      preset: 'balanced',
      blocks: false,
    });
  });

  it('that the author took out of service is left out with the reason', () => {
    expect(judge({ message: 'ET RETIRED Old thing' })).toMatch(/out of service/);
  });

  it('that only remembers for others never blocks and goes where they may be', () => {
    const silent = judge({ message: 'ET MALWARE Step one', options: 'flowbits:set,a; flowbits:noalert; ' });
    expect(silent).toMatchObject({ preset: 'connectivity', blocks: false, line: expect.stringMatching(/^alert /) });
  });

  it('without a feed name is judged by its class', () => {
    expect(judge({ message: 'home made', classtype: 'command-and-control' })).toMatchObject({ blocks: true });
    expect(judge({ message: 'home made', classtype: 'misc-activity' })).toMatchObject({ blocks: false });
  });

  it('keeps what its author wrote, also without metadata of its own', () => {
    const rule = judge({ message: 'ET MALWARE Bare' });
    expect(rule).toMatchObject({ line: expect.stringContaining('sid:1; rev:1; metadata:omamori_preset') });
  });
});

describe('reading rules', () => {
  it('joins continued lines and leaves out comments and what has no sid', () => {
    const text =
      '# alert tcp any any -> any any (sid:5;)\nalert tcp any any -> any any \\\n  (msg:"x"; sid:6;)\nalert tcp (';
    expect(readRules(text).map(({ sid }) => sid)).toEqual([6]);
  });
});

describe('a board', () => {
  const rule = (sid: number, preset: JudgedRule['preset'], worth: number): JudgedRule => ({
    line: `drop ${sid}`,
    sid,
    preset,
    severity: 'high',
    blocks: true,
    worth,
  });
  const rules = [rule(1, 'security', 90), rule(2, 'connectivity', 1), rule(3, 'balanced', 5), rule(4, 'balanced', 9)];

  it('without room loses the least worthy of the loudest preset first', () => {
    const fit = fitBoard(rules, { memoryMb: 3, loadSeconds: 60, kbPerRule: 1024, msPerRule: 1 });
    expect(fit.kept.map(({ sid }) => sid)).toEqual([2, 3, 4]);
    expect(fit.presets.map(({ preset, rules: count, leftOut }) => [preset, count, leftOut])).toEqual([
      ['connectivity', 1, 0],
      ['balanced', 3, 0],
      ['security', 3, 1],
    ]);
  });

  it('is bound by loading time as well', () => {
    const fit = fitBoard(rules, { memoryMb: 1000, loadSeconds: 2, kbPerRule: 1, msPerRule: 1000 });
    expect(fit.kept.map(({ sid }) => sid)).toEqual([2, 4]);
  });
});

import type { Taken } from '../source/take-source.ts';
import type { ClassTable } from './class-table.ts';
import { type Board, type Fit, fitBoard } from './fit-board.ts';
import { type JudgedRule, judgeRule } from './judge-rule.ts';
import { type RuleText, readRules } from './rule-text.ts';

export interface CollectedRules {
  /** One rule a line, ready to be loaded. */
  readonly text: string;
  readonly count: number;
  readonly presets: Fit['presets'];
  /** Reason → how many rules were left out for it. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Rules taken as they are stand in every preset; of two with one sid the later revision counts, then the earlier source. */
export function collectRules(taken: readonly Taken[], table: ClassTable, board: Board, today: string): CollectedRules {
  const leftOut = new Map<string, number>();
  const leave = (reason: string) => leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  const asIs: string[] = [];
  const judged: JudgedRule[] = [];
  for (const { rule, own, feed } of newestRules(taken, () => leave('another rule has its sid'))) {
    if (own) {
      asIs.push(rule.line);
      continue;
    }
    const judgement = judgeRule(rule, feed, table, today);
    if ('out' in judgement) leave(judgement.out);
    else judged.push(judgement.kept);
  }
  const fit = fitBoard(judged, board);
  const beyond = judged.length - fit.kept.length;
  if (beyond > 0) leftOut.set('the board has no room', beyond);
  const lines = [...asIs, ...fit.kept.map(({ line }) => line)];
  return { text: lines.map((line) => `${line}\n`).join(''), count: lines.length, presets: fit.presets, leftOut };
}

interface NewestRule {
  readonly rule: RuleText;
  readonly own: boolean;
  readonly feed: string;
}

function newestRules(taken: readonly Taken[], onDouble: () => void): NewestRule[] {
  const bySid = new Map<number, NewestRule>();
  for (const { source, text } of taken) {
    if (source.kind !== 'suricata-rules') continue;
    for (const rule of readRules(text)) {
      const other = bySid.get(rule.sid);
      if (other !== undefined) onDouble();
      if (other === undefined || revision(rule) > revision(other.rule)) {
        bySid.set(rule.sid, { rule, own: source.take === 'as-is', feed: source.id });
      }
    }
  }
  return [...bySid.values()];
}

function revision({ line }: RuleText): number {
  return Number(/[;(]\s*rev\s*:\s*(\d+)\s*;/.exec(line)?.[1] ?? 0);
}

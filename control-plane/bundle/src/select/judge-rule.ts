// Which presets a rule of a feed belongs to, what it does there, and why it is left out.
import type { Severity } from '@omamori/contract/detection';
import type { ClassMeaning, ClassTable } from './class-table.ts';
import { type RuleText, rewriteRule } from './rule-text.ts';

export const PRESETS = ['connectivity', 'balanced', 'security'] as const;
export type Preset = (typeof PRESETS)[number];

export interface JudgedRule {
  readonly line: string;
  readonly sid: number;
  readonly preset: Preset;
  readonly severity: Severity;
  readonly blocks: boolean;
  /** Higher stays longer when a board has no room: severity, confidence, youth. */
  readonly worth: number;
}
export type Judgement = { readonly kept: JudgedRule } | { readonly out: string };

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const SEVERITY_RANK: Readonly<Record<Severity, number>> = { critical: 3, high: 2, medium: 1, low: 0 };
const CONFIDENCE_RANK: Readonly<Record<string, number>> = { high: 2, medium: 1, low: 0 };
const OLD_YEARS = 8;
/** Classes that say the attack itself was seen: old families and old holes are still in use, so they do not go stale. */
const CERTAIN = new Set([
  'trojan-activity',
  'command-and-control',
  'domain-c2',
  'targeted-activity',
  'coin-mining',
  'credential-theft',
  'exploit-kit',
  'shellcode-detect',
  'attempted-admin',
  'successful-admin',
  'successful-user',
]);
const YOUNG_YEARS = 5;

/** Pure; `feed` is the source it came from, `today` the bundle's date, so that the same sources give the same bundle. */
export function judgeRule(rule: RuleText, feed: string, table: ClassTable, today: string): Judgement {
  const meaning = meaningOf(rule, table);
  if (meaning.action === 'out') return { out: meaning.why };
  const severity = severityOf(rule, table);
  const confidence = CONFIDENCE_RANK[(rule.metadata.get('confidence') ?? 'medium').toLowerCase()] ?? 1;
  const years = yearsOld(rule, today);
  const blocks = meaning.action === 'drop' && !rule.silent;
  const preset = presetOf(rule, meaning, { severity, confidence, years, blocks });
  const action = rule.action === 'pass' ? 'pass' : blocks ? 'drop' : 'alert';
  const line = rewriteRule(rule, action, [
    ['omamori_preset', preset],
    ['omamori_story', meaning.story],
    ['omamori_function', meaning.function],
    ['omamori_severity', severity],
    ['omamori_feed', feed],
  ]);
  const worth = SEVERITY_RANK[severity] * 10 + confidence * 3 + Math.max(0, 3 - years / 3);
  return { kept: { line, sid: rule.sid, preset, severity, blocks, worth } };
}

function meaningOf(rule: RuleText, table: ClassTable): ClassMeaning {
  const [prefix, category] = rule.message.split(/[\s"]+/);
  const word = prefix !== undefined && table.prefixes.includes(prefix) ? (category ?? '') : '';
  const found = table.meanings.find(
    ({ categories, classtypes }) =>
      (categories === undefined || categories.includes(word)) &&
      (classtypes === undefined || classtypes.includes(rule.classtype ?? '')),
  );
  return found ?? (table.meanings.at(-1) as ClassMeaning);
}

function severityOf(rule: RuleText, table: ClassTable): Severity {
  const told = rule.metadata.get('signature_severity')?.toLowerCase();
  return (told === undefined ? undefined : table.severities[told]) ?? 'medium';
}

interface Weight {
  readonly severity: Severity;
  readonly confidence: number;
  readonly years: number;
  readonly blocks: boolean;
}

/** An author who calls his own rule a hint (`informational`) is believed before his class. */
function isCertain(rule: RuleText, { severity }: Weight): boolean {
  return CERTAIN.has(rule.classtype ?? '') && severity !== 'low';
}

function presetOf(rule: RuleText, meaning: ClassMeaning, weight: Weight): Preset {
  const slow = /significant/i.test(rule.metadata.get('performance_impact') ?? '');
  // A rule that remembers for others goes where any of those may be: without it they would never fire.
  if (rule.silent) return meaning.preset;
  if (slow || weight.confidence === 0) return 'security';
  if (!weight.blocks) return meaning.preset;
  const serious = SEVERITY_RANK[weight.severity] >= 2;
  const sure = weight.confidence === 2 || weight.years <= YOUNG_YEARS;
  if (serious && sure) return meaning.preset;
  const stale = weight.years > OLD_YEARS && SEVERITY_RANK[weight.severity] <= 1 && !isCertain(rule, weight);
  return stale ? 'security' : louder(meaning.preset, 'balanced');
}

function louder(a: Preset, b: Preset): Preset {
  return PRESETS.indexOf(a) > PRESETS.indexOf(b) ? a : b;
}

/** Since the author last touched it; a rule that says nothing counts as old as the oldest that matter. */
function yearsOld(rule: RuleText, today: string): number {
  const told = rule.metadata.get('updated_at') ?? rule.metadata.get('created_at');
  const time = told === undefined ? Number.NaN : Date.parse(told.replaceAll('_', '-'));
  if (Number.isNaN(time)) return OLD_YEARS;
  return Math.max(0, (Date.parse(today) - time) / DAY_MS / YEAR_DAYS);
}

// Changes of a policy → sentences for the console's preview, in both languages (ux.md §1.4, policy editor).
import type { Language } from '@omamori/contract/console-api';
import type { ChangeContext, PolicyChange } from './change-words.ts';
import { policyChangeInEnglish } from './en/policy-change.ts';
import { policyChangeInJapanese } from './ja/policy-change.ts';

const sentences: Readonly<Record<Language, (change: PolicyChange, context: ChangeContext) => string>> = {
  ja: policyChangeInJapanese,
  en: policyChangeInEnglish,
};

export function wordPolicyChange(change: PolicyChange, language: Language, context: ChangeContext): string {
  return sentences[language](change, context);
}

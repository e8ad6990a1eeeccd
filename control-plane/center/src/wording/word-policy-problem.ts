import type { PolicyPreview } from '@omamori/contract/console-api';
import { cleanLine } from './clean-text.ts';
import { policyProblemInEnglish } from './en/policy-problem.ts';
import { policyProblemInJapanese } from './ja/policy-problem.ts';
import type { PolicyProblem } from './problem-facts.ts';

/** A problem as the console shows it; `message` is the English sentence. */
export function wordPolicyProblem(problem: PolicyProblem): PolicyPreview['problems'][number] {
  const words = {
    ja: cleanLine(policyProblemInJapanese(problem), 400),
    en: cleanLine(policyProblemInEnglish(problem), 400),
  };
  return { code: problem.code, message: words.en, words };
}

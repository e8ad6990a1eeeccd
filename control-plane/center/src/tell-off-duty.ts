// Joins what was counted of sites outside work with the policy and the words for it.
import type { OffDutyAnswer } from '@omamori/contract/console-api/off-duty';
import type { OffDuty } from '@omamori/contract/off-duty';
import { ok, type Result } from '@omamori/contract/result';
import { type OffDutyQuestion, readOffDuty } from './fleet/off-duty/read-off-duty.ts';
import type { Database } from './store/database.ts';
import { offDutyMonthInEnglish } from './wording/en/off-duty-change.ts';
import { offDutyMonthInJapanese } from './wording/ja/off-duty-change.ts';
import { offDutyMonth } from './wording/off-duty-facts.ts';

/** Errors: those of `policy` and CTR_APPLIANCE_UNKNOWN. `policy` gives what the box gets, with what it inherits. */
export async function tellOffDuty(
  db: Database,
  question: OffDutyQuestion,
  policy: Result<OffDuty>,
): Promise<Result<OffDutyAnswer>> {
  if (!policy.ok) return policy;
  const counted = await readOffDuty(db, question, policy.value);
  if (!counted.ok) return counted;
  const month = offDutyMonth(counted.value);
  const sentences = { ja: offDutyMonthInJapanese(month), en: offDutyMonthInEnglish(month) };
  return ok({ ...counted.value, sentences });
}

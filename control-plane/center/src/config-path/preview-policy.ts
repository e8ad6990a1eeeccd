import type { PolicyPreview } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { ok, type Result } from '@omamori/contract/result';
import { bestName } from '../event-path/incident/read-rows.ts';
import type { Database } from '../store/database.ts';
import type { ChangeContext } from '../wording/change-words.ts';
import { wordPolicyChange } from '../wording/word-policy-change.ts';
import { findRefusals, type SentCheck } from './compose/check-sent.ts';
import { comparePolicies } from './compose/compare-policies.ts';
import { countTouched } from './compose/count-touched.ts';
import { warnOfPolicy } from './compose/warn-of-policy.ts';
import { readPolicy } from './policy-store.ts';

/** Error: CTR_APPLIANCE_UNKNOWN. */
export async function previewPolicy(
  db: Database,
  appliance: string,
  policy: Policy,
  check: SentCheck,
): Promise<Result<PolicyPreview>> {
  const current = await readPolicy(db, appliance, new Date(check.now));
  if (!current.ok) return current;
  const { context, devices } = await readContext(db, appliance, check.now);
  const changes = comparePolicies(current.value.policy, policy);
  return ok({
    sentences: {
      ja: changes.map((change) => wordPolicyChange(change, 'ja', context)),
      en: changes.map((change) => wordPolicyChange(change, 'en', context)),
    },
    touched: await countTouched(db, appliance, current.value.policy, policy, check.now),
    problems: [...findRefusals(policy, check), ...(await warnOfPolicy(policy, check.protectedDestinations, devices))],
  });
}

async function readContext(
  db: Database,
  appliance: string,
  now: number,
): Promise<{ context: ChangeContext; devices: ReadonlySet<string> }> {
  const owner = await db
    .selectFrom('appliance')
    .select(['labels', 'time_zone'])
    .where('id', '=', appliance)
    .executeTakeFirst();
  const devices = await db.selectFrom('device').select(['mac', 'names']).where('appliance', '=', appliance).execute();
  const seen = devices.flatMap(({ mac, names }) => {
    const name = bestName(names);
    return name === null ? [] : [[mac, name] as const];
  });
  const labels = { ...Object.fromEntries(seen), ...owner?.labels };
  return {
    context: { labels, timeZone: owner?.time_zone ?? 'Asia/Tokyo', now },
    devices: new Set([...devices.map(({ mac }) => mac), ...Object.keys(owner?.labels ?? {})]),
  };
}

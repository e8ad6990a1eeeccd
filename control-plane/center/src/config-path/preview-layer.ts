import type { LayerPreview } from '@omamori/contract/console-api/layers';
import { ok, type Result } from '@omamori/contract/result';
import type { Database } from '../store/database.ts';
import { wordPolicyChange } from '../wording/word-policy-change.ts';
import { findRefusals, type SentCheck } from './compose/check-sent.ts';
import { comparePolicies } from './compose/compare-policies.ts';
import { completed } from './compose/own-layer.ts';
import { type LayerEdit, readLayer, tryLayer } from './layer-store.ts';

const MOST_NAMED = 200;

/** What the layer would say otherwise, and for which boxes something would change. Errors: those of `tryLayer`. */
export async function previewLayer(db: Database, edit: LayerEdit, check: SentCheck): Promise<Result<LayerPreview>> {
  const current = await readLayer(db, edit);
  if (!current.ok) return current;
  const problems = findRefusals(completed(edit.layer), check);
  const tried = await tryLayer(db, edit);
  if (!tried.ok && tried.error.code !== 'CTR_LAYERS_UNFIT') return tried;
  if (!tried.ok) problems.push({ code: tried.error.code, message: tried.error.message });
  const ids = tried.ok ? tried.value : [];
  const context = { labels: {}, timeZone: 'Asia/Tokyo', now: check.now };
  const changes = comparePolicies(completed(current.value.layer), completed(edit.layer));
  const named = ids.slice(0, MOST_NAMED);
  const appliances = named.length === 0 ? [] : await readNames(db, named);
  return ok({
    sentences: {
      ja: changes.map((change) => wordPolicyChange(change, 'ja', context)),
      en: changes.map((change) => wordPolicyChange(change, 'en', context)),
    },
    appliances,
    total: ids.length,
    problems,
  });
}

function readNames(db: Database, ids: readonly string[]) {
  return db
    .selectFrom('appliance')
    .select(['id', 'company', 'site'])
    .where('id', 'in', [...ids])
    .orderBy('company')
    .orderBy('site')
    .execute();
}

// One source: the new version when it can be believed, else the last good one with the reason.
import { err, ok, type Result } from '@omamori/contract/result';
import { readEntries } from '../read/read-entries.ts';
import { readRules } from '../select/rule-text.ts';
import { type Acquired, acquireSource } from './acquire-source.ts';
import { doubtOf, keepLastGood, readLastGood } from './keep-last-good.ts';
import type { Source } from './source-list.ts';

export interface Taken {
  readonly source: Source;
  readonly text: string;
  readonly sha256: string;
  readonly entries: number;
  /** YYYY-MM-DD of the data. */
  readonly date: string;
  /** Why it is not the newest; null when it is. */
  readonly kept: string | null;
}

export interface TakeOptions {
  readonly dataFolder: string;
  /** Where last good versions lie; null: every source must be good now. */
  readonly stateFolder: string | null;
  readonly today: string;
}

/** Errors: BND_SOURCE_REFUSED (out of its limits, nothing kept), BND_SOURCE_*, BND_MIRROR_FAILED, BND_STATE_FAILED. */
export async function takeSource(source: Source, options: TakeOptions): Promise<Result<Taken>> {
  const { stateFolder, today } = options;
  const before = stateFolder === null ? null : await readLastGood(stateFolder, source.id);
  const acquired = await acquireSource(source, options.dataFolder);
  const judged = acquired.ok ? judge(source, acquired.value, before?.entries ?? null) : acquired;
  if (!judged.ok) {
    if (before === null) return judged;
    const { text, sha256, entries, takenOn } = before;
    return ok({ source, text, sha256, entries, date: takenOn, kept: judged.error.message });
  }
  const { entries } = judged.value;
  if (stateFolder !== null) {
    const saved = await keepLastGood(stateFolder, source.id, judged.value, entries, today);
    if (!saved.ok) return saved;
  }
  const { text, sha256 } = judged.value;
  return ok({ source, text, sha256, entries, date: source.date ?? today, kept: null });
}

function judge(source: Source, acquired: Acquired, before: number | null): Result<Acquired & { entries: number }> {
  const entries = countEntries(source, acquired.text);
  const doubt = doubtOf(entries, before, source.limits);
  if (doubt !== null) return err('BND_SOURCE_REFUSED', `The source ${source.id} ${doubt}.`);
  return ok({ ...acquired, entries });
}

function countEntries(source: Source, text: string): number {
  if (source.kind === 'suricata-rules') return readRules(text).length;
  const { domains, addresses, urls, hashes } = readEntries(text, source.kind === 'list' ? source.format : 'plain');
  return domains.size + addresses.size + urls.size + hashes.size;
}

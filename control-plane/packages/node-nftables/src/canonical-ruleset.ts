/**
 * One form for what was wanted and what the kernel lists, for finding drift: one line per object, without handles,
 * counter values, expiry, set contents, nor the ways in which nft writes one thing differently from how it read it.
 */
import type { NftDocument, NftListing, NftObject } from './document.ts';
import { ok, type Result } from './nft-error.ts';
import type { NftSet } from './object/set.ts';
import type { Family, ObjectPlace, TableRef } from './object/table.ts';
import { RulesetModel } from './ruleset-model.ts';
import type { LimitUnit, TokenBucket } from './statement/limit.ts';
import type { QuotaStatement } from './statement/quota.ts';
import type { Statement } from './statement/statement.ts';

const DEFAULT_BURST = 5;
const UNIT_BYTES: Readonly<Record<LimitUnit, number>> = { packets: 1, bytes: 1, kbytes: 1024, mbytes: 1_048_576 };

/** Sorted lines for tables, counters, sets and chains, then the rules in their order within each chain. */
export type CanonicalRuleset = readonly string[];

export interface RulesetDifference {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

export function canonicalListing(listing: NftListing): CanonicalRuleset {
  const declarations: string[] = [];
  const rules: string[] = [];
  const positions = new Map<string, number>();
  for (const object of listing.nftables) {
    if ('rule' in object) {
      const place = `${object.rule.family} ${object.rule.table} ${object.rule.chain}`;
      const position = positions.get(place) ?? 0;
      positions.set(place, position + 1);
      const { expr, comment } = object.rule;
      const body =
        comment === undefined ? expr.map(canonicalStatement) : [...expr.map(canonicalStatement), { comment }];
      rules.push(`rule ${place} ${String(position).padStart(4, '0')} ${stableJson(body)}`);
    } else declarations.push(declarationLine(object));
  }
  return [...declarations.sort(), ...rules.sort()];
}

/** What the document would list as, applied to nothing. Fails as the kernel would for a missing chain or set. */
export function canonicalDocument(document: NftDocument, ref: TableRef): Result<CanonicalRuleset> {
  const model = new RulesetModel();
  const applied = model.apply(document);
  if (!applied.ok) return applied;
  const listing = model.list(ref, 'none');
  return listing.ok ? ok(canonicalListing(listing.value)) : listing;
}

export function compareRulesets(wanted: CanonicalRuleset, observed: CanonicalRuleset): RulesetDifference {
  const has = new Set(observed);
  const wants = new Set(wanted);
  return {
    missing: wanted.filter((line) => !has.has(line)),
    unexpected: observed.filter((line) => !wants.has(line)),
  };
}

function declarationLine(object: Exclude<NftObject, { rule: unknown }>): string {
  if ('table' in object) return `table ${object.table.family} ${object.table.name}`;
  if ('chain' in object) {
    const { type, hook, prio, dev, policy } = object.chain;
    const base = hook === undefined ? {} : { type, hook, prio, dev, policy: policy ?? 'accept' };
    return `chain ${place(object.chain)} ${stableJson(base)}`;
  }
  if ('set' in object) return `set ${place(object.set)} ${stableJson(setTraits(object.set))}`;
  if ('map' in object) {
    return `map ${place(object.map)} ${stableJson({ ...setTraits(object.map), map: object.map.map })}`;
  }
  if ('element' in object) return `element ${place(object.element)}`;
  if ('counter' in object) return `counter ${place(object.counter)}`;
  const [kind, body] = Object.entries(object)[0] as [string, ObjectPlace];
  return `${kind} ${place(body)} ${stableJson(objectTraits(kind, body))}`;
}

function setTraits(set: Omit<NftSet, 'elem'>): object {
  const { type, flags = [], timeout, size, policy, stmt } = set;
  return {
    type: typeof type === 'string' ? [type] : type,
    // `dynamic` is not listed by every nft and a timeout says as much.
    flags: flags.filter((flag) => flag !== 'dynamic').sort(),
    timeout,
    size,
    policy,
    'auto-merge': set['auto-merge'],
    stmt: stmt?.map((statement) => Object.keys(statement)),
  };
}

/** What was declared, without what is counted; defaults as the kernel fills them in. */
function objectTraits(kind: string, body: ObjectPlace): object {
  const { family: _family, table: _table, name: _name, handle: _handle, ...traits } = body;
  if (kind === 'quota') return { inv: false, ...traits, used: undefined };
  if (kind === 'limit') return limitTraits({ ...traits });
  return kind === 'flowtable' && 'dev' in traits ? { ...traits, dev: [traits.dev].flat().sort() } : traits;
}

/** Rates in bytes are listed in the largest unit that leaves a whole number: compared in bytes. */
function limitTraits(bucket: Partial<TokenBucket> & { readonly comment?: string }): object {
  const { rate = 0, burst, rate_unit: unit = 'packets', burst_unit: burstUnit = 'bytes', per, inv = false } = bucket;
  if (unit === 'packets') return { rate, per, burst: burst ?? DEFAULT_BURST, inv };
  return { rate: rate * UNIT_BYTES[unit], per, burst: (burst ?? 0) * UNIT_BYTES[burstUnit], inv, bytes: true };
}

function place(object: { readonly family: Family; readonly table: string; readonly name: string }): string {
  return `${object.family} ${object.table} ${object.name}`;
}

function canonicalStatement(statement: Statement): unknown {
  if ('counter' in statement) {
    const { counter } = statement;
    return { counter: typeof counter === 'string' || (counter !== null && 'map' in counter) ? counter : null };
  }
  if ('limit' in statement) {
    const { limit } = statement;
    return { limit: typeof limit === 'string' || 'map' in limit ? limit : limitTraits(limit) };
  }
  if ('quota' in statement) return { quota: canonicalQuota(statement.quota) };
  if ('set' in statement) {
    return { set: { ...statement.set, stmt: statement.set.stmt?.map(canonicalStatement) } };
  }
  if ('meter' in statement) return { meter: { ...statement.meter, stmt: canonicalStatement(statement.meter.stmt) } };
  if ('queue' in statement) return { queue: { num: statement.queue.num, flags: listOf(statement.queue.flags).sort() } };
  if ('match' in statement) {
    const { op, left, right } = statement.match;
    return { match: { op: op === 'in' ? '==' : op, left, right: canonicalValue(right) } };
  }
  return statement;
}

/** In bytes, without what has been used. */
function canonicalQuota(quota: QuotaStatement['quota']): unknown {
  if (typeof quota === 'string' || 'map' in quota) return quota;
  return { bytes: quota.val * UNIT_BYTES[quota.val_unit], inv: quota.inv === true };
}

/** A set of one is that one; members of an anonymous set have no order. */
function canonicalValue(value: unknown): unknown {
  const members =
    typeof value === 'object' && value !== null && 'set' in value && Array.isArray(value.set) ? value.set : value;
  if (!Array.isArray(members)) return value;
  const sorted = members.map((member) => stableJson(member)).sort();
  return sorted.length === 1 ? members[0] : { set: sorted };
}

function listOf(value: string | readonly string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : [...value];
}

/** JSON with sorted keys, absent values left out. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

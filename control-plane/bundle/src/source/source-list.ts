import { readFile } from 'node:fs/promises';
import { SERVICE_FUNCTIONS, SEVERITIES, STORY_KINDS } from '@omamori/contract/detection';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { parse } from 'yaml';
import { z } from 'zod';

/** `rules/sources.yaml`: where a bundle's rules and lists come from, what they mean, and how far they may change. */
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}$/);
const relativePath = z
  .string()
  .max(300)
  .regex(/^(?!\/)(?!.*\.\.)[\w@./*-]+$/, 'a path below the data folder; * stands for any name in the last part');

const fromSchema = z.union([
  /** Plain or gzip, below the data folder. */
  z.strictObject({ file: relativePath }),
  z.strictObject({ files: z.array(relativePath).min(1).max(500) }),
  /** http(s) address of a mirror the operator runs or trusts. */
  z.strictObject({ mirror: z.url({ protocol: /^https?$/ }) }),
  z.strictObject({ npm: z.string().max(120), path: relativePath }),
]);

/** A source that leaves these bounds keeps its last good version. Ratios are against the last good entry count. */
const limitsSchema = z.strictObject({
  atLeast: z.number().int().min(0).default(1),
  atMost: z.number().int().min(1).default(500_000),
  shrinkTo: z.number().min(0).max(1).default(0.5),
  growTo: z.number().min(1).default(3),
  /** Days after which the source's own date counts as stale; it is used and said so. */
  staleAfterDays: z.number().int().min(1).default(30),
});

const origin = {
  id: name,
  from: fromSchema,
  licence: z.string().min(2).max(80),
  attribution: z.string().min(2).max(200),
  /** YYYY-MM-DD of the data, when the source does not carry it: a file's time says nothing after a copy. */
  date: z.iso.date().optional(),
  limits: limitsSchema.default(limitsSchema.parse({})),
};

const meaning = {
  function: z.enum(SERVICE_FUNCTIONS),
  story: z.enum(STORY_KINDS),
  severity: z.enum(SEVERITIES),
  /** The quietest preset that still uses the list. */
  preset: z.enum(['connectivity', 'balanced', 'security']).default('balanced'),
};

export const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...origin,
    kind: z.literal('suricata-rules'),
    /** as-is: actions and metadata are the author's; judged: class table, presets and actions of rules/classify. */
    take: z.enum(['as-is', 'judged']).default('judged'),
  }),
  z.strictObject({
    ...origin,
    ...meaning,
    kind: z.literal('list'),
    /** urls: `192.0.2.1/8` is a page of that address, elsewhere a prefix. */
    format: z.enum(['plain', 'hosts', 'urls']).default('plain'),
    direction: z.enum(['inbound', 'outbound', 'both']).default('both'),
  }),
  z.strictObject({ ...origin, kind: z.literal('category'), category: name }),
]);
export type Source = z.infer<typeof sourceSchema>;
export type RuleSource = Extract<Source, { kind: 'suricata-rules' }>;
export type ListSource = Extract<Source, { kind: 'list' }>;
export type CategorySource = Extract<Source, { kind: 'category' }>;

export const sourceListSchema = z
  .strictObject({ v: z.literal(1), sources: z.array(sourceSchema).min(1).max(500) })
  .refine((list) => new Set(list.sources.map(({ id }) => id)).size === list.sources.length, 'each id once');
export type SourceList = z.infer<typeof sourceListSchema>;

/** Errors: BND_SOURCES_BAD with the first thing that is wrong and where. */
export async function readSourceList(path: string): Promise<Result<SourceList>> {
  const read = await readYaml(path, sourceListSchema);
  return read.ok ? ok(read.value) : err('BND_SOURCES_BAD', read.error.message);
}

/** A YAML file under a schema. Error: BND_FILE_BAD, one sentence with the place. */
export async function readYaml<T>(path: string, schema: z.ZodType<T>): Promise<Result<T>> {
  let document: unknown;
  try {
    document = parse(await readFile(path, 'utf8'), { maxAliasCount: 0 });
  } catch (thrown) {
    return err('BND_FILE_BAD', `${path} cannot be read: ${causeOf(thrown)}`);
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err('BND_FILE_BAD', `${path}, ${issue?.path.join('.') || 'top level'}: ${issue?.message ?? 'wrong form'}`);
}

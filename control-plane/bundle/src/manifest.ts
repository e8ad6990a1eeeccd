import { SERVICE_FUNCTIONS, SEVERITIES, STORY_KINDS } from '@omamori/contract/detection';
import { z } from 'zod';

/** The files every bundle has; lists and categories come beside them under names of their own. */
export const BUNDLE_FILES = ['countries.bin', 'omamori.rules'] as const;
export type BundleFile = (typeof BUNDLE_FILES)[number];

const fileName = z.string().regex(/^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)?(?:\.[a-z0-9]+){1,3}$/);
const count = z.number().int().min(0);

export const LIST_KINDS = ['domains', 'addresses', 'urls', 'hashes'] as const;

export const bundleListSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}$/),
  kind: z.enum(LIST_KINDS),
  file: fileName,
  entries: count,
  function: z.enum(SERVICE_FUNCTIONS),
  story: z.enum(STORY_KINDS),
  severity: z.enum(SEVERITIES),
  preset: z.enum(['connectivity', 'balanced', 'security']),
  direction: z.enum(['inbound', 'outbound', 'both']),
  /** Date of the feed the entries are of. */
  date: z.iso.date(),
});
export type BundleListRow = z.infer<typeof bundleListSchema>;

/** Payload of a signed `bundle-manifest`: what is in the bundle and where it came from. */
export const bundleManifestSchema = z.strictObject({
  v: z.literal(1),
  /** Grows with each build: YYYYMMDD.N; a box refuses one that is not newer than the newest it ever had in force. */
  version: z.string().regex(/^\d{8}\.\d{1,6}$/),
  date: z.iso.date(),
  files: z
    .record(fileName, z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: count }))
    .refine((files) => BUNDLE_FILES.every((name) => Object.hasOwn(files, name)), 'a file is missing'),
  /** Each has a hundred rule numbers of the box's own on the box: no more than 400 have room. */
  lists: z.array(bundleListSchema).max(400).default([]),
  categories: z
    .array(z.strictObject({ category: z.string(), file: fileName, entries: count, feed: z.string() }))
    .max(500)
    .default([]),
  sources: z.array(
    z.strictObject({
      name: z.string(),
      version: z.string(),
      licence: z.string(),
      attribution: z.string(),
      entries: count,
      sha256: z.string().optional(),
      /** Why the last good version stands instead of the newest. */
      kept: z.string().max(300).optional(),
    }),
  ),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

import { z } from 'zod';

/** Payload of a signed `bundle-manifest`: what is in the bundle and where it came from. */
export const bundleManifestSchema = z.strictObject({
  v: z.literal(1),
  /** Grows with each build: YYYYMMDD.N; a box refuses an older one (anti-rollback comes with bundle updates). */
  version: z.string().regex(/^\d{8}\.\d{1,6}$/),
  date: z.iso.date(),
  files: z.record(
    z.enum(['countries.bin', 'omamori.rules']),
    z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().min(0) }),
  ),
  sources: z.array(
    z.strictObject({
      name: z.string(),
      version: z.string(),
      licence: z.string(),
      attribution: z.string(),
      entries: z.number(),
    }),
  ),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;
export const BUNDLE_FILES = ['countries.bin', 'omamori.rules'] as const;
export type BundleFile = (typeof BUNDLE_FILES)[number];

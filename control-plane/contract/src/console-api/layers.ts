// Where the values of a policy come from, who stands under a layer, and what a policy was. Routes of it:
//   GET  /api/layers                            → LayerListAnswer: what the person may see
//   GET  /api/appliances/:id/policy/layers      → PolicyLayersAnswer
//   GET  /api/appliances/:id/policy/version?n=  → PolicyVersionAnswer; without n the newest
//   GET  /api/companies/:id/policy/history, /api/templates/:id/policy/history → LayerHistoryAnswer
//   GET  /api/companies/:id/policy/version?n=, /api/templates/:id/policy/version?n= → LayerVersionAnswer
//   POST /api/companies/:id/policy/preview { layer, template? }, /api/templates/:id/policy/preview { layer } → LayerPreview
import { z } from 'zod';

import { policySchema } from '../desired-state.ts';
import { policyLayerSchema } from './policy.ts';

const said = z.object({ name: z.string(), version: z.number(), layer: policyLayerSchema });
export const policyLayersAnswerSchema = z.object({
  template: said,
  company: said,
  /** What the appliance says itself. */
  appliance: policyLayerSchema,
});
export type PolicyLayersAnswer = z.infer<typeof policyLayersAnswerSchema>;

export const policyVersionAnswerSchema = z.object({
  version: z.number(),
  /** As the appliance itself said it then, over what it inherits now. What has ended since is left out. */
  policy: policySchema,
});
export type PolicyVersionAnswer = z.infer<typeof policyVersionAnswerSchema>;

const summary = {
  name: z.string(),
  version: z.number(),
  appliances: z.number(),
  updatedAt: z.string().nullable(),
  updatedBy: z.string().nullable(),
};
export const layerListAnswerSchema = z.object({
  /** Only for who sees every company. */
  templates: z.array(z.object({ ...summary, companies: z.number() })),
  companies: z.array(z.object({ ...summary, template: z.string() })),
});
export type LayerListAnswer = z.infer<typeof layerListAnswerSchema>;

export const layerHistoryAnswerSchema = z.object({
  /** Newest first, at most 200. */
  entries: z.array(
    z.object({ version: z.number(), at: z.string(), actor: z.string(), template: z.string().nullable() }),
  ),
});
export type LayerHistoryAnswer = z.infer<typeof layerHistoryAnswerSchema>;

export const layerVersionAnswerSchema = z.object({
  version: z.number(),
  /** As it was said then. What has ended since is left out. */
  layer: policyLayerSchema,
  template: z.string().nullable(),
});
export type LayerVersionAnswer = z.infer<typeof layerVersionAnswerSchema>;

export const layerPreviewSchema = z.object({
  sentences: z.object({ ja: z.array(z.string()), en: z.array(z.string()) }),
  /** Boxes that would get a new version, at most 200 of them; `total` counts all. */
  appliances: z.array(z.object({ id: z.string(), company: z.string(), site: z.string() })),
  total: z.number(),
  problems: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      words: z.object({ ja: z.string(), en: z.string() }).optional(),
    }),
  ),
});
export type LayerPreview = z.infer<typeof layerPreviewSchema>;

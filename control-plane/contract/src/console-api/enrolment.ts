import { z } from 'zod';
import { APPLIANCE_ID } from '../topics.ts';
import { industrySchema, prefectureSchema } from './place.ts';

/**
 *   GET  /api/stickers                    → StickersAnswer
 *   POST /api/stickers                    StickerRequest → MadeSticker; 409 ENR_APPLIANCE_TAKEN, ENR_REPLACED_UNKNOWN,
 *                                         422 ENR_CODE_MISTYPED
 *   POST /api/stickers/:id/withdraw       → nothing; 404 ENR_STICKER_UNKNOWN, 409 ENR_STICKER_DONE
 *   POST /api/appliances/:id/revoke       → nothing; 404 CTR_APPLIANCE_UNKNOWN
 */
const stickerStateSchema = z.enum([
  'open', // waits for its box
  'expired', // nobody came in time
  'claimed', // a box has used the code and not yet said that it kept its certificate
  'done',
  'withdrawn',
]);
export type StickerStateShown = z.infer<typeof stickerStateSchema>;

export const stickerSchema = z.object({
  id: z.number().int(),
  appliance: z.string(),
  company: z.string(),
  site: z.string(),
  state: stickerStateSchema,
  madeAt: z.string(),
  madeBy: z.string(),
  openUntil: z.string(),
  replaces: z.string().nullable(),
  claimedAt: z.string().nullable(),
  /** Address the claim came from. */
  claimedFrom: z.string().nullable(),
  /** How often somebody who knew the code was refused: it is in more hands than one. */
  refused: z.number().int(),
  refusedAt: z.string().nullable(),
  /** Of the certificate in force; null when there is none. */
  certificate: z.object({ serial: z.string(), notAfter: z.string() }).nullable(),
});
export type Sticker = z.infer<typeof stickerSchema>;

export const stickersAnswerSchema = z.object({
  now: z.string(),
  /** Newest first, at most 500. */
  stickers: z.array(stickerSchema),
  /** SHA-256 of the center's authority, 64 hex digits. */
  authority: z.string(),
  /** Where boxes claim. */
  enrolUrl: z.string(),
});
export type StickersAnswer = z.infer<typeof stickersAnswerSchema>;

export const stickerRequestSchema = z.strictObject({
  appliance: z.string().regex(APPLIANCE_ID),
  /** The code that is on the box already (image build, factory); without it one is drawn. */
  code: z.string().max(64).optional(),
  company: z.string().trim().min(1).max(120),
  site: z.string().trim().min(1).max(120),
  language: z.enum(['ja', 'en']).default('ja'),
  prefecture: prefectureSchema.optional(),
  industry: industrySchema.optional(),
  /** Hours for which the code can be used. */
  hours: z
    .number()
    .int()
    .min(1)
    .max(60 * 24)
    .default(14 * 24),
  /** The box whose place it takes: policy, names of devices and place come from there, and it is cut off. */
  replaces: z.string().regex(APPLIANCE_ID).optional(),
});
export type StickerRequest = z.infer<typeof stickerRequestSchema>;

export const madeStickerSchema = z.object({
  sticker: stickerSchema,
  /** Shown this once. */
  code: z.string(),
  /** For the QR code. */
  text: z.string(),
});
export type MadeSticker = z.infer<typeof madeStickerSchema>;

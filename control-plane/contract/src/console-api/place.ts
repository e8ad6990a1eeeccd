import { z } from 'zod';

/** Where an appliance stands, by JIS X 0401 (the number in ISO 3166-2:JP): 1 北海道 … 13 東京都 … 47 沖縄県. */
export const prefectureSchema = z.number().int().min(1).max(47);

/** What the company does, in the groups of the service's statistics. */
export const INDUSTRIES = [
  'manufacturing',
  'construction',
  'wholesale',
  'retail',
  'food-lodging',
  'medical-care',
  'transport',
  'real-estate',
  'professional',
  'other',
] as const;
export const industrySchema = z.enum(INDUSTRIES);
export type Industry = z.infer<typeof industrySchema>;

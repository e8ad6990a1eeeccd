// Applications seen at a box. Route: GET /api/appliances/:id/applications?days= → ApplicationsAnswer
import { z } from 'zod';

const count = z.number().int().min(0);
const totals = { count, bytes: count, refused: count };

export const applicationsAnswerSchema = z.object({
  days: count,
  timeZone: z.string(),
  /** By device and application, most bytes first; device null: said of the office. */
  used: z.array(
    z.object({
      device: z.string().nullable(),
      /** The company's word for the device, else the best name seen. */
      label: z.string().nullable(),
      application: z.string(),
      /** `unknown` where traffic showed no name. */
      category: z.string(),
      firstHour: z.string(),
      lastHour: z.string(),
      ...totals,
    }),
  ),
  /** Rows left out because there is no room. */
  more: count,
  /** All devices together, by hour of the site's day and by category. */
  byHour: z.array(z.object({ hour: z.number().int().min(0).max(23), category: z.string(), ...totals })),
  /** By day of the site, YYYY-MM-DD. */
  byDay: z.array(z.object({ day: z.string(), category: z.string(), ...totals })),
});
export type ApplicationsAnswer = z.infer<typeof applicationsAnswerSchema>;

export const MOST_APPLICATION_DAYS = 92;

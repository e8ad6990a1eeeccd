// Use of sites that have nothing to do with work. Route: GET /api/appliances/:id/off-duty?days= → OffDutyAnswer
import { z } from 'zod';
import { personRequestSchema, WORK_PERIODS, workCalendarSchema } from '../off-duty.ts';

const count = z.number().int().min(0);
const what = { category: z.string(), quarters: count, refused: count };

export const offDutyAnswerSchema = z.object({
  /** The days looked at, up to now. */
  days: count,
  timeZone: z.string(),
  calendar: workCalendarSchema,
  /** Of the whole office, by hour of the site's day; 15 minutes a quarter. Hours with nothing are left out. */
  hours: z.array(z.object({ ...what, hour: z.number().int().min(0).max(23), period: z.enum(WORK_PERIODS) })),
  /** Only devices for which a request stands in the policy now. */
  persons: z.array(personRequestSchema.extend({ label: z.string().nullable(), used: z.array(z.object(what)) })),
  /** For the owner. */
  sentences: z.object({ ja: z.array(z.string()), en: z.array(z.string()) }),
});
export type OffDutyAnswer = z.infer<typeof offDutyAnswerSchema>;
export const MOST_OFF_DUTY_DAYS = 92;

// F4: sites that have nothing to do with work. What a policy says of them, and what a box counts of their use.
import { z } from 'zod';

const time = z.iso.datetime({ precision: 3 });
const mac = z.string().regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/);
const category = z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}$/);
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');
const span = z.strictObject({ from: clock, to: clock });

/** Counted where nobody says otherwise; a bundle may bring more, which are off until a policy names them. */
export const LEISURE_CATEGORIES = [
  'adult',
  'gambling',
  'games',
  'dating',
  'sns',
  'video',
  'shopping',
  'sports',
  'manga',
] as const;
export const CATEGORY_MODES = ['off', 'count', 'block'] as const;
export type CategoryMode = (typeof CATEGORY_MODES)[number];
/** When a block holds by the work calendar: in working hours without lunch, or when nobody works; never said: always. */
export const BLOCK_TIMES = ['work', 'off'] as const;
export type BlockTime = (typeof BLOCK_TIMES)[number];

/** By the clock of the box's site. `open` beats `closed` beats holidays beats weekdays. */
export const workCalendarSchema = z.strictObject({
  /** 0 Sunday to 6 Saturday. */
  days: z.array(z.number().int().min(0).max(6)).max(7),
  hours: span,
  lunch: span.nullable(),
  holidays: z.enum(['japan', 'none']),
  /** Days the company is closed although its weekday is one of work, and the other way round. */
  closed: z.array(z.iso.date()).max(120),
  open: z.array(z.iso.date()).max(120),
});
export type WorkCalendar = z.infer<typeof workCalendarSchema>;
export const DEFAULT_WORK_CALENDAR: WorkCalendar = {
  days: [1, 2, 3, 4, 5],
  hours: { from: '09:00', to: '18:00' },
  lunch: { from: '12:00', to: '13:00' },
  holidays: 'japan',
  closed: [],
  open: [],
};

/** Use is counted per device only under a request with a name, a reason and an end; it stands in the policy for all to see. */
export const personRequestSchema = z.strictObject({
  mac,
  until: time,
  askedBy: z.string().min(1).max(80),
  reason: z.string().min(1).max(200),
});
export type PersonRequest = z.infer<typeof personRequestSchema>;

export const offDutySchema = z.strictObject({
  /** A category that is not named is counted when it is one of {@link LEISURE_CATEGORIES}, else off. */
  categories: z
    .array(z.strictObject({ category, mode: z.enum(CATEGORY_MODES), when: z.enum(BLOCK_TIMES).optional() }))
    .max(64)
    .default([]),
  /** With all names below them: neither counted nor blocked as a category; lists of danger block them all the same. */
  sites: z.array(z.string().min(3).max(253)).max(64).default([]),
  /** Devices for which no category is counted or blocked. */
  devices: z.array(mac).max(64).default([]),
  persons: z.array(personRequestSchema).max(16).default([]),
  calendar: workCalendarSchema.default(DEFAULT_WORK_CALENDAR),
});
export type OffDuty = z.infer<typeof offDutySchema>;
export const DEFAULT_OFF_DUTY: OffDuty = {
  categories: [],
  sites: [],
  devices: [],
  persons: [],
  calendar: DEFAULT_WORK_CALENDAR,
};

export function categoryMode({ categories }: Pick<OffDuty, 'categories'>, name: string): CategoryMode {
  const said = categories.find((one) => one.category === name)?.mode;
  return said ?? (LEISURE_CATEGORIES.some((leisure) => leisure === name) ? 'count' : 'off');
}

/** null: around the clock, or no block at all. */
export function blockTime({ categories }: Pick<OffDuty, 'categories'>, name: string): BlockTime | null {
  const said = categories.find((one) => one.category === name);
  return said?.mode === 'block' ? (said.when ?? null) : null;
}

export const WORK_PERIODS = ['work', 'lunch', 'off'] as const;
export type WorkPeriod = (typeof WORK_PERIODS)[number];

/**
 * What a box counted in one hour; the newest message of an hour replaces the one before. `device` is null for the whole
 * office: that row is always there, those of single devices only under a {@link PersonRequest}.
 */
export const offDutyHourSchema = z.object({
  /** Start of the hour, UTC. */
  hour: time,
  category,
  device: mac.nullable(),
  /** Of the hour's first minute that was counted. */
  period: z.enum(WORK_PERIODS),
  /** Quarter-hours of sustained use, added up over the devices. */
  quarters: z.number().int().min(0).max(10_000),
  /** Minutes in which a device was refused, added up over the devices. */
  refused: z.number().int().min(0).max(100_000),
});
export type OffDutyHour = z.infer<typeof offDutyHourSchema>;
/** Part of a health message: the newest hours and some of the last days in turn, so that nothing is missing for long. */
export const offDutyHealthSchema = z.object({ hours: z.array(offDutyHourSchema).min(1).max(24) });

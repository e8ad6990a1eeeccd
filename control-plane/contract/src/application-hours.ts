// What a box says of applications by the hour, part of its health message.
import { z } from 'zod';

const time = z.iso.datetime({ precision: 3 });

/** As traffic shows no name: encrypted from its first packet, or unknown to the catalogue. Never guessed. */
export const UNKNOWN_APPLICATION = 'Unknown';
export const UNKNOWN_CATEGORY = 'unknown';

/** The newest message of an hour replaces the one before: its numbers only grow. */
export const applicationHourSchema = z.object({
  /** Start of the hour, UTC. */
  hour: time,
  /** MAC, or the address where no evidence tells it; null: said of the office, not of a device. */
  device: z.string().max(45).nullable(),
  application: z.string().max(40),
  category: z.string().max(30),
  /** Times it was seen: names, certificates, rules, ends of conversations. */
  count: z.number().int().min(0),
  /** Both directions, of conversations that have ended. */
  bytes: z.number().int().min(0),
  /** Times the policy refused it. */
  refused: z.number().int().min(0),
});
export type ApplicationHour = z.infer<typeof applicationHourSchema>;

export const MOST_APPLICATION_HOURS = 160;
export const applicationHealthSchema = z.object({
  hours: z.array(applicationHourSchema).min(1).max(MOST_APPLICATION_HOURS),
});

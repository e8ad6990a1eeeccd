import { z } from 'zod';

/**
 * What a proposed policy would have stopped of the traffic that a box remembers. Counts are of the whole history; the
 * lists are cut at the limits below, the largest losses first, and say how much they leave out.
 */
export const MOST_REPLAY_DEVICES = 50;
export const MOST_REPLAY_DESTINATIONS = 40;

const count = z.number().int().min(0);
const time = z.iso.datetime({ precision: 3 });

/** The part of a policy that stops a conversation. Signatures are not replayed: they need the packets themselves. */
export const STOPPING_PARTS = ['isolation', 'port', 'address-list', 'country', 'domain-list'] as const;
export type StoppingPart = (typeof STOPPING_PARTS)[number];

export const lostDestinationSchema = z.object({
  /** The end outside the office: whom the device called, or who called the device. */
  ip: z.string().max(45),
  /** As the device named it (server name, host, question) or had looked it up; null when nobody named it. */
  name: z.string().max(255).nullable(),
  country: z.string().max(2).nullable(),
  direction: z.enum(['inbound', 'outbound']),
  /** Of the transport, lower case: `tcp`, `udp`, `icmp`, … */
  protocol: z.string().max(20),
  /** Destination port; null where the protocol has none. */
  port: z.number().int().min(1).max(65535).nullable(),
  /** `id`: `tcp/3389`, a country, a list's name, a MAC. */
  by: z.object({ part: z.string().max(40), id: z.string().max(80) }),
  flows: count,
  bytes: count,
  lastSeen: time,
});
export type LostDestination = z.infer<typeof lostDestinationSchema>;

export const lostDeviceSchema = z.object({
  mac: z.string().max(17).nullable(),
  ip: z.string().max(45),
  /** Best name known on the box; the company's own word is joined by the center. */
  name: z.string().max(120).nullable(),
  lost: z.object({ destinations: count, flows: count, bytes: count }),
  destinations: z.array(lostDestinationSchema).max(MOST_REPLAY_DESTINATIONS),
});
export type LostDevice = z.infer<typeof lostDeviceSchema>;

export const replayReportSchema = z.object({
  /** First and last moment in the history that was looked at; null when it is empty. */
  window: z.object({ from: time, to: time }).nullable(),
  looked: z.object({ devices: count, conversations: count, flows: count, bytes: count }),
  /** Lost by the proposed policy, passed by the one in force. */
  lost: z.object({ devices: count, destinations: count, flows: count, bytes: count }),
  /** Lost by both: stopped now already, the history is older than the policy in force. */
  already: z.object({ destinations: count, flows: count }),
  devices: z.array(lostDeviceSchema).max(MOST_REPLAY_DEVICES),
  /** What the history does not hold: flows that the engine wrote and nobody read, rows given up for the disk. */
  gaps: z.object({ missed: count, pruned: count }),
});
export type ReplayReport = z.infer<typeof replayReportSchema>;

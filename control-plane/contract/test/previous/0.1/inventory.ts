import { z } from 'zod';

/** One device of the office as the box knows it: by MAC, with the names and addresses it was seen with. */
export const inventoryDeviceSchema = z.object({
  mac: z.string().regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/),
  names: z.array(z.object({ source: z.enum(['dhcp', 'mdns']), name: z.string().max(120) })).max(8),
  addresses: z.array(z.string().max(45)).max(32),
  firstSeen: z.iso.datetime({ precision: 3 }),
  lastSeen: z.iso.datetime({ precision: 3 }),
});
export type InventoryDevice = z.infer<typeof inventoryDeviceSchema>;

/** Message on `inventory`, retained: at most 250 devices (SVC-7: five times the criterion's floor). */
export const inventorySchema = z.object({
  v: z.literal(1),
  appliance: z.string(),
  at: z.iso.datetime({ precision: 3 }),
  devices: z.array(inventoryDeviceSchema).max(250),
});
export type Inventory = z.infer<typeof inventorySchema>;

import { z } from 'zod';
import { inventoryDeviceSchema } from './inventory.ts';

/** A device of the office with what helps to find it. */
export const adminDeviceSchema = inventoryDeviceSchema.extend({
  /** Best name it gives itself; null when it gives none. */
  name: z.string().nullable(),
  /** Made up by the device itself (IEEE 802, bit "locally administered"): it may come back under another one. */
  privateMac: z.boolean(),
});
export type AdminDevice = z.infer<typeof adminDeviceSchema>;
export const adminDevicesSchema = z.object({ now: z.string(), devices: z.array(adminDeviceSchema).max(250) });
export type AdminDevices = z.infer<typeof adminDevicesSchema>;

import type { Inventory } from '@omamori/contract/inventory';

/** A center takes 1 MiB. An office never comes near; a host that plays 250 devices with long names might. */
const MOST_BYTES = 900_000;

/** The inventory as it is sent: what is beyond names and addresses goes, of those seen longest ago first, until it fits. */
export function fitMessage(inventory: Inventory): string {
  const whole = JSON.stringify(inventory);
  let excess = Buffer.byteLength(whole) - MOST_BYTES;
  if (excess <= 0) return whole;
  const oldestFirst = [...inventory.devices].sort((a, b) => (a.lastSeen < b.lastSeen ? -1 : 1));
  const bare = new Set<string>();
  for (const { mac, known } of oldestFirst) {
    if (excess <= 0) break;
    bare.add(mac);
    excess -= known === undefined ? 0 : Buffer.byteLength(JSON.stringify(known));
  }
  const devices = inventory.devices.map((device) => {
    const { known, ...rest } = device;
    return bare.has(device.mac) || known === undefined ? rest : { ...rest, known };
  });
  return JSON.stringify({ ...inventory, devices });
}

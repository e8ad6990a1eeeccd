import { readFile } from 'node:fs/promises';

const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/**
 * MACs of the given interfaces and of the IPv4 gateways (proc(5): net/route, net/arp). Null while a gateway is known
 * but not its MAC, or none is known: who the router is cannot be said then.
 */
export async function boxAndRouterMacs(interfaces: readonly string[]): Promise<readonly string[] | null> {
  const own: string[] = [];
  for (const name of interfaces) {
    const mac = (await readOrEmpty(`/sys/class/net/${name}/address`)).trim();
    if (MAC.test(mac)) own.push(mac);
  }
  const [routes, neighbours] = await Promise.all([
    readOrEmpty('/proc/self/net/route'),
    readOrEmpty('/proc/self/net/arp'),
  ]);
  const gateways = gatewaysOf(routes);
  const macs = macsOf(neighbours);
  const routers = gateways.map((gateway) => macs.get(gateway) ?? null);
  if (routers.length === 0 || routers.includes(null)) return null;
  return [...own, ...routers.filter((mac) => mac !== null)];
}

/** Default routes by a gateway: destination and mask 0; addresses are hexadecimal, little endian on our boards. */
export function gatewaysOf(text: string): string[] {
  const found = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1] === '00000000' && fields[7] === '00000000' && fields[2] !== '00000000')
    .map((fields) =>
      (fields[2]?.match(/../g) ?? [])
        .reverse()
        .map((octet) => Number.parseInt(octet, 16))
        .join('.'),
    );
  return [...new Set(found)];
}

/** IP → MAC of the neighbours that answered. */
export function macsOf(text: string): ReadonlyMap<string, string> {
  const entries = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => MAC.test(fields[3] ?? '') && fields[3] !== '00:00:00:00:00:00')
    .map((fields) => [fields[0] ?? '', fields[3] ?? ''] as const);
  return new Map(entries);
}

async function readOrEmpty(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}

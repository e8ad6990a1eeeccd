import { namespaceOf } from './build-network.ts';
import { mustRun } from './run-command.ts';
import type { Lab } from './start-lab.ts';

const done = new WeakMap<Lab, Set<string>>();

/** Ports that the customer's router passes on over IPv4, as somebody once set them or a device asked for by UPnP. */
export async function forwardPorts(
  lab: Lab,
  protocol: 'tcp' | 'udp',
  ports: readonly number[],
  to: string,
): Promise<void> {
  const known = done.get(lab) ?? new Set<string>();
  done.set(lab, known);
  for (const port of ports) {
    const key = `${protocol}/${port}`;
    if (known.has(key)) continue;
    known.add(key);
    const rule = `add rule ip home in iifname "isp" ${protocol} dport ${port} dnat to ${to}\n`;
    await mustRun(['ip', 'netns', 'exec', namespaceOf(lab.folder.name, 'rt'), 'nft', '-f', '-'], { input: rule });
  }
}

import { readFileSync } from 'node:fs';

/** Which side a port is by its index. Indexes change when an adapter is pulled and put back: they are asked anew then. */
export function portSides(ports: {
  readonly lan: string;
  readonly wan: string;
}): (index: number) => 'lan' | 'wan' | null {
  const known = new Map<number, 'lan' | 'wan'>();
  const ask = (): void => {
    known.clear();
    for (const side of ['lan', 'wan'] as const) {
      const index = indexOf(ports[side]);
      if (index !== null) known.set(index, side);
    }
  };
  ask();
  return (index) => {
    if (!known.has(index)) ask();
    return known.get(index) ?? null;
  };
}

function indexOf(port: string): number | null {
  try {
    return Number(readFileSync(`/sys/class/net/${port}/ifindex`, 'utf8'));
  } catch {
    return null; // pulled
  }
}

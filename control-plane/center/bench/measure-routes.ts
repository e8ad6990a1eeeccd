import { performance } from 'node:perf_hooks';

export interface RouteTimes {
  readonly path: string;
  readonly p50: number;
  readonly p95: number;
  readonly bytes: number;
}

const ROUNDS = 25;
const WARM = 3;

/** Each route alone, one request at a time, whole body read; milliseconds. */
export async function measureRoutes(
  get: (path: string) => Promise<Response>,
  paths: readonly string[],
): Promise<RouteTimes[]> {
  const measured: RouteTimes[] = [];
  for (const path of paths) {
    const times: number[] = [];
    let bytes = 0;
    for (let round = 0; round < ROUNDS + WARM; round++) {
      const began = performance.now();
      const answer = await get(path);
      const body = await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      bytes = body.byteLength;
      if (round >= WARM) times.push(performance.now() - began);
    }
    times.sort((one, other) => one - other);
    measured.push({ path, p50: at(times, 0.5), p95: at(times, 0.95), bytes });
  }
  return measured;
}

function at(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
}

/** What the console asks for, on the ids that are there. */
export function consoleRoutes(appliance: string, incident: number): string[] {
  return [
    '/api/session',
    '/api/fleet',
    `/api/appliances/${appliance}`,
    `/api/appliances/${appliance}/policy`,
    `/api/appliances/${appliance}/policy/history`,
    '/api/incidents?limit=200',
    '/api/incidents?state=all&limit=200',
    '/api/incidents?state=all&limit=200&sort=severity',
    '/api/incidents?state=all&limit=200&q=SERVER',
    '/api/incident-groups?state=all',
    `/api/incidents/${incident}`,
    `/api/incidents/${incident}/notice`,
  ];
}

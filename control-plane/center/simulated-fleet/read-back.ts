import { fleetAnswerSchema, incidentsAnswerSchema, sessionAnswerSchema } from '@omamori/contract/console-api';
import type { Simulation } from './simulated-center.ts';

export interface ReadBack {
  readonly ok: boolean;
  readonly simulated: true;
  readonly boxes: number;
  readonly states: Readonly<Record<string, number>>;
  readonly incidents: number;
  readonly detections: number;
  readonly attempts: { readonly inbound: number; readonly outbound: number };
}

/** A signed-in reader of the center's API, as the console is one. */
export async function signIn({ center, people }: Simulation): Promise<(path: string) => Promise<Response>> {
  const base = `http://${center.http.host}:${center.http.port}`;
  const answer = await fetch(`${base}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(people.analyst),
  });
  if (answer.status !== 204) throw new Error(`sign-in answered ${answer.status}`);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return (path) => fetch(base + path, { headers: { cookie } });
}

/** What a reader of the API sees, against what was generated. */
export async function readBack(simulation: Simulation): Promise<ReadBack> {
  const get = await signIn(simulation);
  const session = sessionAnswerSchema.parse(await (await get('/api/session')).json());
  const { appliances } = fleetAnswerSchema.parse(await (await get('/api/fleet')).json());
  const { total } = incidentsAnswerSchema.parse(await (await get('/api/incidents?state=all&limit=1')).json());
  const states: Record<string, number> = {};
  for (const { state } of appliances) states[state] = (states[state] ?? 0) + 1;
  const { fleet, detections, attempts, incidents } = simulation.filled;
  const ok = session.simulated === true && appliances.length === fleet.length && total === incidents;
  return { ok, simulated: true, boxes: appliances.length, states, incidents: total, detections, attempts };
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OwnProcess, startProcess } from '@omamori/testkit/own-process';
import { z } from 'zod';
import { fleetOfTest } from './sample-events.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
export const ACCESS_CODE = 'code-of-the-test';

const readySchema = z.object({
  ready: z.literal(true),
  http: z.object({ host: z.string(), port: z.number() }),
  mqtt: z.object({ host: z.string(), port: z.number() }).nullable(),
});

export interface CenterProcess {
  readonly process: OwnProcess;
  readonly http: string;
  readonly mqttPort: number | null;
}

/** Starts main.ts as it is started in earnest, and waits for its line. `mqttPort` 0 lets it choose. */
export async function startCenterProcess(
  folder: string,
  options: { mqttPort?: number; httpPort?: number; env?: Record<string, string> } = {},
): Promise<CenterProcess> {
  const settings = {
    dataDir: join(folder, 'data'),
    http: { host: '127.0.0.1', port: options.httpPort ?? 0 },
    mqtt: { host: '127.0.0.1', port: options.mqttPort ?? 0, plaintext: 'lab' },
    enrolment: { host: '127.0.0.1', port: 0 },
    accessCode: ACCESS_CODE,
    secondFactor: 'optional',
    fleet: fleetOfTest,
    protectedDestinations: ['192.0.2.1'],
  };
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'settings.json');
  await writeFile(file, JSON.stringify(settings));
  const env = { ...process.env, OMAMORI_LOG_LEVEL: 'warn', ...options.env };
  const started = startProcess([process.execPath, MAIN, '--settings', file], { env });
  const line = await firstJsonLine(started);
  const ready = readySchema.parse(JSON.parse(line));
  return { process: started, http: `http://127.0.0.1:${ready.http.port}`, mqttPort: ready.mqtt?.port ?? null };
}

function firstJsonLine(started: OwnProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (): void => reject(new Error(`the center did not start: ${started.output()}`));
    const timer = setTimeout(fail, 150_000);
    started.child.once('close', fail);
    started.child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end < 0) return;
      clearTimeout(timer);
      started.child.off('close', fail);
      resolve(text.slice(0, end));
    });
  });
}

/** A signed-in reader of the API. */
export async function signIn(http: string): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const send = (path: string, body: unknown) =>
    fetch(http + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const person = { name: 'admin@test', password: 'three small boats' };
  await send('/api/first-admin', { ...person, code: ACCESS_CODE, displayName: 'Test' }); // refused when it is there
  const answer = await send('/api/sign-in', person);
  if (answer.status !== 204) throw new Error(`sign-in answered ${answer.status}`);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return (path, init = {}) => fetch(http + path, { ...init, headers: { ...init.headers, cookie } });
}

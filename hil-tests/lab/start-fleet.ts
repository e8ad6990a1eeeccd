/** `npm start -- --fleet N`: a center over a simulated service; no network, no box, no engine. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { LabCommandOptions } from './parse-options.ts';
import { simulationProgram } from './programs.ts';
import type { Progress } from './show-progress.ts';

const credentials = z.object({ name: z.string(), password: z.string() });
const lineSchema = z.union([
  z.object({ progress: z.object({ done: z.number(), all: z.number() }) }),
  z.object({
    ready: z.object({
      http: z.object({ host: z.string(), port: z.number() }),
      people: z.record(z.string(), credentials),
      boxes: z.number(),
      detections: z.number(),
      incidents: z.number(),
      seconds: z.number(),
    }),
  }),
  z.object({ ok: z.boolean(), simulated: z.literal(true) }),
]);
type Line = z.infer<typeof lineSchema>;

/** Runs until a signal ends it, or with `once` until the program has told its counts; its exit code. */
export function runFleet(
  options: LabCommandOptions,
  fleet: number,
  consolePort: number,
  progress: Progress,
): Promise<number> {
  const { words } = progress;
  const more = options.once ? ['--once'] : [];
  const args = ['--boxes', String(fleet), '--host', options.host, '--port', String(consolePort), ...more];
  const child = spawn(process.execPath, [simulationProgram(), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OMAMORI_LOG_LEVEL: process.env.OMAMORI_LOG_LEVEL ?? 'warn' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'));
  progress.begin(words.fleet.filling(fleet));
  let filled = false;
  const fill = (ok: boolean, note?: string): void => {
    if (!filled) progress.end(ok, note);
    filled = true;
  };
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = readLine(text);
    if (line === undefined) return;
    if ('ready' in line) {
      fill(true, words.fleet.filled(line.ready.detections, line.ready.incidents));
      sayReady(progress, line.ready);
    } else if ('ok' in line) {
      fill(line.ok);
      process.stdout.write(`${text}\n`);
    }
  });
  return new Promise((resolve) =>
    child.on('close', (code) => {
      fill(code === 0);
      resolve(code ?? 130);
    }),
  );
}

function readLine(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined;
  const parsed = lineSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

function sayReady({ say, words }: Progress, ready: Extract<Line, { ready: unknown }>['ready']): void {
  say('');
  say(` ${words.fleet.mark}`);
  say(` ${words.consoleAt}  http://${ready.http.host}:${ready.http.port}`);
  for (const { name, password } of Object.values(ready.people)) say(`   ${name}  ${password}`);
  say(`   ${words.noSecondFactor}`);
  say('');
  say(words.fleet.ends);
}

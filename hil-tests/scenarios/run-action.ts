import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { HostName } from '../lab/build-network.ts';
import { labProgram } from '../lab/programs.ts';
import type { Lab } from '../lab/start-lab.ts';

/** What is cut on the way is waited for in full; so much is enough for what comes through slowly. */
const MOST_PATIENCE = 4;

/** Runs one of the lab's actions on a host and reads its JSON lines. */
export async function runAction<Schema extends z.ZodType>(
  lab: Lab,
  host: HostName,
  action: string,
  args: readonly string[],
  schema: Schema,
  timeoutMs = 60_000,
): Promise<z.infer<Schema>[]> {
  const patience = `LAB_PATIENCE=${Math.min(lab.patience, MOST_PATIENCE)}`;
  const argv = ['env', patience, process.execPath, labProgram(`actions/${action}`), ...args];
  const outcome = await lab.run(host, argv, timeoutMs * lab.patience);
  if (outcome.exitCode !== 0) throw new Error(`${action} failed: ${outcome.stderr.slice(-300)}`);
  return parseLines(outcome.stdout, schema);
}

/** JSON lines that a server of the lab has noted so far; a file that is not there yet has none. */
export async function readReceipts<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema>[]> {
  return parseLines(await readFile(file, 'utf8').catch(() => ''), schema);
}

function parseLines<Schema extends z.ZodType>(text: string, schema: Schema): z.infer<Schema>[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

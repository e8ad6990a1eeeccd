import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { namespaceOf } from '../lab/build-network.ts';
import { labProgram } from '../lab/programs.ts';
import { mustRun } from '../lab/run-command.ts';
import type { Lab } from '../lab/start-lab.ts';
import { startUnit } from '../lab/supervise.ts';

const BROKER_PORT = 1883;
/** Different messages that are judged; a long run says the same over and over. */
const MOST_MESSAGES = 20_000;
/** Reads as the version before would; ADR 0016. */
const READER = join(import.meta.dirname, '../../control-plane/contract/test/previous/read-messages.ts');

const verdictSchema = z.object({ channel: z.string(), to: z.string(), problem: z.string().nullable() });
export type Verdict = z.infer<typeof verdictSchema>;

export interface WireRecord {
  /** What the version before makes of each different message so far. */
  judge(): Promise<readonly Verdict[]>;
  stop(): Promise<void>;
}

/** Listens to everything that box and center say over the lab's Mosquitto. */
export function recordWire(lab: Lab): WireRecord {
  const file = join(lab.folder.path, 'logs/wire.log');
  const unit = startUnit({
    name: 'wire',
    namespace: namespaceOf(lab.folder.name, 'net'),
    argv: [process.execPath, labProgram('record-wire'), `mqtt://${lab.plan.center.v4}:${BROKER_PORT}`],
    logFile: file,
  });
  return {
    async judge() {
      const whole = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
      const different = [...new Set(whole.filter((line) => line.startsWith('{')))].slice(0, MOST_MESSAGES);
      const input = `${different.join('\n')}\n`;
      const output = await mustRun([process.execPath, READER], { input, timeoutMs: 60_000 });
      return output
        .trim()
        .split('\n')
        .map((line) => verdictSchema.parse(JSON.parse(line)));
    },
    stop: () => unit.stop(),
  };
}

export function wireTable(verdicts: readonly Verdict[]): string {
  const names = [...new Set(verdicts.map(({ channel, to }) => `${channel} → ${to}`))].sort();
  const rows = names.map((name) => {
    const of = verdicts.filter(({ channel, to }) => `${channel} → ${to}` === name);
    return `${name.padEnd(24)}${String(of.length).padStart(8)}${String(of.filter(({ problem }) => problem !== null).length).padStart(12)}`;
  });
  return [`${'message, to version before'.padEnd(24)}${'said'.padStart(6)}${'not read'.padStart(12)}`, ...rows].join(
    '\n',
  );
}

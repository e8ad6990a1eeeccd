import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { type HostName, namespaceOf } from '../lab/build-network.ts';
import { labProgram } from '../lab/programs.ts';
import type { Lab } from '../lab/start-lab.ts';

/** An action that goes on and is asked line by line; the kernel ends it when the lab itself is killed. */
export interface LongAction<Answer> {
  ask(line: string): Promise<Answer>;
  stop(): Promise<void>;
}

export function startLongAction<Schema extends z.ZodType>(
  lab: Lab,
  host: HostName,
  action: string,
  args: readonly string[],
  schema: Schema,
): LongAction<z.infer<Schema>> {
  const inHost = ['ip', 'netns', 'exec', namespaceOf(lab.folder.name, host)];
  const argv = ['--pdeathsig', 'SIGKILL', ...inHost, process.execPath, labProgram(`actions/${action}`), ...args];
  const child = spawn('setpriv', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const answer = await lines.next();
      if (answer.done === true) throw new Error(`${action} has ended`);
      return schema.parse(JSON.parse(answer.value));
    },
    async stop() {
      child.stdin.end();
      child.kill('SIGKILL');
      await gone;
    },
  };
}

// The checks that are programs of their own: Biome for form and lint, the TypeScript compiler for types.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Check, Findings } from './check.ts';

const mostLines = 200;

/** Runs a program of node_modules/.bin; its lines are the problems when it fails. */
const runProgram = (root: string, name: string, args: readonly string[]): Promise<Findings> =>
  new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules/.bin', name), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let size = 0;
    const keep = (chunk: Buffer): void => {
      if (size < 1_000_000) chunks.push(chunk);
      size += chunk.length;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ problems: [`${name} does not start: ${error.message}`] }));
    child.once('close', (status) => {
      const lines = Buffer.concat(chunks).toString('utf8').trimEnd().split('\n');
      if (status === 0) return resolve({ problems: [] });
      const shown =
        lines.length > mostLines ? [...lines.slice(0, mostLines), `… ${lines.length - mostLines} more`] : lines;
      resolve({ problems: [shown.join('\n')] });
    });
  });

export const checkForm: Check = {
  name: 'form',
  title: 'format and lint',
  run: (_tree, root) =>
    runProgram(root, 'biome', [
      'check',
      '--config-path=control-plane/tooling',
      '--diagnostic-level=error',
      '--max-diagnostics=200',
      '--reporter=concise',
      '--colors=off',
      '.',
    ]),
};

export const checkTypes: Check = {
  name: 'types',
  title: 'types',
  run: (_tree, root) => runProgram(root, 'tsc', ['-p', 'tsconfig.json', '--pretty', 'false']),
};

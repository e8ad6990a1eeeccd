import { spawn } from 'node:child_process';
import { err, ok, type Result } from '@omamori/contract/result';

export interface RunOptions {
  readonly timeoutMs: number;
  readonly input?: string | Uint8Array;
  /** Output beyond this is cut, default 1 MiB for each stream. */
  readonly maxOutputBytes?: number;
}

export interface RunOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Runs a program by argv (never through a shell) to its end. A non-zero exit is an outcome, not an error.
 * Errors: PLT_PROGRAM_MISSING, PLT_PROGRAM_TIMEOUT.
 */
export function runProgram(argv: readonly [string, ...string[]], options: RunOptions): Promise<Result<RunOutcome>> {
  const [program, ...args] = argv;
  const limit = options.maxOutputBytes ?? 1024 * 1024;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs);
    const stdout = collectBounded(child.stdout, limit);
    const stderr = collectBounded(child.stderr, limit);
    child.on('error', (cause) => {
      clearTimeout(timer);
      resolve(err('PLT_PROGRAM_MISSING', `The program ${program} cannot be started.`, { cause: cause.message }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (timedOut) resolve(err('PLT_PROGRAM_TIMEOUT', `${program} did not end within ${options.timeoutMs} ms.`));
      else resolve(ok({ stdout: stdout(), stderr: stderr(), exitCode: code ?? (signal === null ? 1 : 128) }));
    });
    // A program that ends before it has read its input closes the pipe; its exit code tells the story.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(options.input ?? '');
  });
}

function collectBounded(stream: NodeJS.ReadableStream, limit: number): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < limit) chunks.push(chunk.subarray(0, limit - size));
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

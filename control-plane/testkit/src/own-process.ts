import { type ChildProcess, spawn } from 'node:child_process';

export interface OwnProcess {
  readonly child: ChildProcess;
  /** The last of what it wrote, for a test's message. */
  output(): string;
  /** Sends the signal and waits until the process is gone. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

const KEPT_CHARACTERS = 20_000;

/** Starts a program that a test owns. It is killed when the test's process ends, whatever happens. */
export function startProcess(
  argv: readonly [string, ...string[]],
  options: { uid?: number; gid?: number; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): OwnProcess {
  const [program, ...args] = argv;
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-KEPT_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const killIt = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killIt);
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (cause) => {
      text += cause.message;
      resolve();
    });
  });
  void gone.then(() => process.off('exit', killIt));
  return {
    child,
    output: () => text,
    stop: async (signal) => {
      child.kill(signal);
      await gone;
    },
  };
}

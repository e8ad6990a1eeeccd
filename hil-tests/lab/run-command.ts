import { spawn } from 'node:child_process';

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program by argv to its end, at most `timeoutMs`; output beyond 4 MiB is cut. Never through a shell. */
export function runCommand(
  argv: readonly string[],
  options: { input?: string; timeoutMs?: number } = {},
): Promise<CommandOutcome> {
  const [program = '', ...args] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 30_000);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (output[name].length < 4 * 1024 * 1024) output[name] += text;
      });
    }
    child.on('error', (cause) => {
      clearTimeout(timer);
      resolve({ exitCode: 127, stdout: '', stderr: cause.message });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? 128, ...output });
    });
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(options.input ?? '');
  });
}

/** For steps that must succeed: throws a sentence with the program's own words, which the lab turns into LAB_STEP_FAILED. */
export async function mustRun(
  argv: readonly string[],
  options: { input?: string; timeoutMs?: number } = {},
): Promise<string> {
  const outcome = await runCommand(argv, options);
  if (outcome.exitCode !== 0) {
    const words = (outcome.stderr || outcome.stdout).trim().split('\n').slice(-3).join(' / ');
    throw new Error(`${argv.slice(0, 8).join(' ')}: ${words || `exit ${outcome.exitCode}`}`);
  }
  return outcome.stdout;
}

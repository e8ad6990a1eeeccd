import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type CommandOutcome, mustRun, runCommand } from '../lab/run-command.ts';
import type { GuestAgent } from './guest-agent.ts';

/** Fixed addresses of the management port: the box's end stands in image/boards/qemu-arm64. */
export const RIG_ADDRESS = '10.254.254.1/30';
const BOX_ADDRESS = '10.254.254.2';
/** `ssh` gives this when it could not reach the other end; programs on the box hardly do. */
const NOT_REACHED = 255;

export interface GuestKeys {
  readonly folder: string;
  readonly authorized: string;
  readonly host: string;
}

/** Two key pairs for this run: the rig's, and the box's own, so that nobody else is taken for the box. */
export async function makeGuestKeys(folder: string): Promise<GuestKeys> {
  for (const name of ['rig_key', 'host_key']) {
    await mustRun(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
  }
  return { folder, authorized: join(folder, 'rig_key.pub'), host: join(folder, 'host_key') };
}

/** Runs programs on the box over its management port; one connection carries them all. */
export class GuestShell {
  readonly #prefix: readonly string[];
  readonly #fallback: Pick<GuestAgent, 'run'>;

  constructor(namespace: string, folder: string, fallback: Pick<GuestAgent, 'run'>) {
    this.#fallback = fallback;
    const options = [
      ['BatchMode', 'yes'],
      ['StrictHostKeyChecking', 'yes'],
      ['UserKnownHostsFile', join(folder, 'known_hosts')],
      ['ConnectTimeout', '20'],
      ['ServerAliveInterval', '20'],
      ['ControlMaster', 'auto'],
      ['ControlPersist', '120'],
      ['ControlPath', join(folder, 'ssh.sock')],
      ['LogLevel', 'ERROR'],
    ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const identity = ['-F', 'none', '-i', join(folder, 'rig_key')];
    this.#prefix = ['ip', 'netns', 'exec', namespace, 'ssh', ...identity, ...options, `root@${BOX_ADDRESS}`, '--'];
  }

  /** Over the management port; where that does not answer, by the guest agent. */
  async run(argv: readonly string[], timeoutMs: number): Promise<CommandOutcome> {
    const outcome = await this.runBySsh(argv, timeoutMs);
    return outcome.exitCode === NOT_REACHED ? this.#fallback.run(argv, timeoutMs) : outcome;
  }

  runBySsh(argv: readonly string[], timeoutMs: number): Promise<CommandOutcome> {
    return runCommand([...this.#prefix, quote(argv)], { timeoutMs });
  }

  async must(argv: readonly string[], timeoutMs = 60_000): Promise<string> {
    const outcome = await this.run(argv, timeoutMs);
    if (outcome.exitCode !== 0) {
      throw new Error(`on the box: ${argv.slice(0, 6).join(' ')}: ${(outcome.stderr || 'no answer').slice(-300)}`);
    }
    return outcome.stdout;
  }

  async answers(): Promise<boolean> {
    return (await this.runBySsh(['true'], 30_000)).exitCode === 0;
  }

  /** The emulated clock starts with whole seconds: it is set when the other end already listens, to a few milliseconds. */
  setClock(): Promise<void> {
    const [program = '', ...args] = [...this.#prefix, 'echo listening; read -r now; date -u -s "$now" >/dev/null'];
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
      child.stdout.once('data', () => child.stdin.end(`@${(Date.now() / 1000).toFixed(3)}\n`));
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        if (code === 0) resolve();
        else reject(new Error('the clock of the box could not be set'));
      });
    });
  }

  /** Ends the shared connection: after a power cut it leads nowhere. */
  async hangUp(): Promise<void> {
    const at = this.#prefix.indexOf('ssh');
    await runCommand([...this.#prefix.slice(0, at + 1), '-O', 'exit', ...this.#prefix.slice(at + 1, -1)]);
  }
}

export const KNOWN_HOST = BOX_ADDRESS;
export { NOT_REACHED };

/** sshd hands its one argument to the login shell: every word is quoted whole (POSIX, single quotes). */
export function quote(argv: readonly string[]): string {
  return argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

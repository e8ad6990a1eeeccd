import type { Unit } from '../lab/supervise.ts';
import type { GuestShell } from './guest-shell.ts';

/** A service of the box, seen through systemd. Orders go one after another. */
export interface GuestUnit extends Unit {
  /** The process that runs now; also what `pid()` gives from then on. */
  readPid(): Promise<number | null>;
  /** Until every order given so far is done. */
  settled(): Promise<void>;
}

export function guestUnit(shell: GuestShell, name: string, service: string): GuestUnit {
  let known: number | null = null;
  let last: Promise<void> = Promise.resolve();
  const order = (argv: readonly string[]): Promise<void> => {
    last = last.then(async () => void (await shell.run(argv, 60_000)));
    return last;
  };
  return {
    name,
    pid: () => known,
    kill: () => void order(['systemctl', 'kill', '--signal=SIGKILL', service]),
    stop: () => order(['systemctl', 'stop', service]),
    start: () => void order(['systemctl', 'start', service]),
    settled: () => last,
    async readPid() {
      const shown = await shell.run(['systemctl', 'show', '--property=MainPID', '--value', service], 60_000);
      const pid = Number(shown.stdout.trim());
      known = shown.exitCode === 0 && pid > 0 ? pid : null;
      return known;
    },
  };
}

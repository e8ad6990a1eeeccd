import { access } from 'node:fs/promises';

/**
 * Whether a time service has set the clock: systemd-timesyncd creates this file at its first synchronisation
 * (systemd-timesyncd.service(8)). Looked at once a minute, because a detection must not wait for a disk.
 */
export interface ClockSynced {
  readonly now: () => boolean;
  stop(): void;
}

const LOOK_MS = 60_000;

export async function watchClockSynced(file: string): Promise<ClockSynced> {
  let synced = false;
  const look = async (): Promise<void> => {
    synced = await access(file).then(
      () => true,
      () => false,
    );
  };
  await look();
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  return { now: () => synced, stop: () => clearInterval(timer) };
}

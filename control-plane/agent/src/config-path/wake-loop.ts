/** Runs one pass at a time: on a wake, and on a timer. Wakes during a pass are one more pass, however many they were. */
export interface WakeLoop {
  wake(): void;
  /** Resolves when no pass is due or under way. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** `pass` must not throw for expected failures; a bug surfaces as an unhandled rejection. */
export function startWakeLoop(pass: () => Promise<void>, everyMs: number): WakeLoop {
  let due = false;
  let stopped = false;
  let running: Promise<void> | undefined;
  const run = async () => {
    while (due && !stopped) {
      due = false;
      await pass();
    }
  };
  const wake = () => {
    if (stopped) return;
    due = true;
    running ??= run().finally(() => {
      running = undefined;
    });
  };
  const timer = setInterval(wake, everyMs);
  timer.unref();
  const settled = async () => {
    while (running !== undefined) await running;
  };
  return {
    wake,
    settled,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await settled();
    },
  };
}

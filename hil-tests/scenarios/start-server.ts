import { join } from 'node:path';
import { type HostName, namespaceOf } from '../lab/build-network.ts';
import { labProgram } from '../lab/programs.ts';
import type { Lab } from '../lab/start-lab.ts';
import { startUnit } from '../lab/supervise.ts';
import { waitUntil } from '../lab/wait-until.ts';

/** Runs one of the lab's servers on a host while `work` lasts. */
export async function withServer<T>(
  lab: Lab,
  host: HostName,
  server: string,
  args: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  let ready = false;
  const unit = startUnit({
    name: `${server}-${host}`,
    namespace: namespaceOf(lab.folder.name, host),
    argv: [process.execPath, labProgram(`servers/${server}`), ...args],
    logFile: join(lab.folder.path, 'logs', `${server}-${host}.log`),
    onLine: (line) => {
      ready ||= line === 'ready';
    },
  });
  try {
    await waitUntil(`${server} on ${host} listens`, 20_000, async () => ready);
    return await work();
  } finally {
    await unit.stop();
  }
}

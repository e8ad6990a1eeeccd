import { createServer } from 'node:net';
import { err, ok, type Result } from '@omamori/contract/result';
import { anotherLabRuns } from './lab-folder.ts';
import type { LabCommandOptions } from './parse-options.ts';

export interface Ports {
  readonly consolePort: number;
  readonly boxPort: number;
}

/**
 * The two ports of the machine. A second lab beside the first moves up by itself; a port that a stranger holds, or
 * that the user named, is LAB_PORT_TAKEN: moving silently would hide the address from who wrote it down.
 */
export async function choosePorts(options: LabCommandOptions): Promise<Result<Ports>> {
  if (options.once) return ok({ consolePort: 0, boxPort: 0 });
  const mayMove = !options.portsChosen && (await anotherLabRuns());
  const consolePort = await choose(options.host, options.consolePort, mayMove, []);
  if (!consolePort.ok) return consolePort;
  const boxPort = await choose(options.host, options.boxPort, mayMove, [consolePort.value]);
  if (!boxPort.ok) return boxPort;
  return ok({ consolePort: consolePort.value, boxPort: boxPort.value });
}

async function choose(
  host: string,
  wanted: number,
  mayMove: boolean,
  taken: readonly number[],
): Promise<Result<number>> {
  for (let port = wanted; port < wanted + (mayMove ? 20 : 1); port++) {
    if (!taken.includes(port) && (await isFree(host, port))) return ok(port);
  }
  const hint = `Port ${wanted} of ${host} is taken. Choose others: npm start -- --console-port N --box-port N`;
  return err('LAB_PORT_TAKEN', hint);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

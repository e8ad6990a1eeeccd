import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a lab keeps its things; everything lies under its own folder and goes with it. */
export interface LabPaths {
  readonly bundle: string;
  readonly boxData: string;
  readonly boxRun: string;
  readonly centerData: string;
  readonly logs: string;
  readonly settings: string;
  readonly consoleSocket: string;
  readonly boxSocket: string;
}

export async function makeFolders(root: string): Promise<LabPaths> {
  const paths = {
    bundle: join(root, 'bundle'),
    boxData: join(root, 'box/data'),
    boxRun: join(root, 'box/run'),
    centerData: join(root, 'center'),
    logs: join(root, 'logs'),
    settings: join(root, 'settings'),
    consoleSocket: join(root, 'console.sock'),
    boxSocket: join(root, 'box.sock'),
  };
  for (const name of ['bundle', 'boxData', 'boxRun', 'centerData', 'logs', 'settings'] as const) {
    await mkdir(paths[name], { recursive: true });
  }
  return paths;
}

export function logFileOf(paths: LabPaths, name: string): string {
  return join(paths.logs, `${name}.log`);
}

import { join } from 'node:path';

/** The programs the lab starts as processes; it never imports them. */
const repository = join(import.meta.dirname, '../..');

export const rulesFolder = (): string => join(repository, 'rules');
export const agentProgram = (): string => join(repository, 'control-plane/agent/src/main.ts');
export const replayProgram = (): string => join(repository, 'control-plane/agent/src/replay-policy.ts');
export const centerProgram = (): string => join(repository, 'control-plane/center/src/main.ts');
export const simulationProgram = (): string =>
  join(repository, 'control-plane/center/simulated-fleet/run-simulation.ts');
/** A server, action or door of the lab itself. */
export const labProgram = (name: string): string => join(import.meta.dirname, `${name}.ts`);

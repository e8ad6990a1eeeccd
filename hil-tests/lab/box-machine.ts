import type { AddressPlan } from './address-plan.ts';
import type { LabFolder } from './lab-folder.ts';
import type { LabPaths } from './lab-paths.ts';
import type { CommandOutcome } from './run-command.ts';
import type { Unit } from './supervise.ts';

/** What the box's programs are told, in the form of the agent's settings.ts; paths are the machine's own. */
export interface BoxFolders {
  readonly dataDir: string;
  readonly runDir: string;
  readonly bundleDir: string;
  readonly clockSyncedFile: string;
}

export interface BoxWorld {
  readonly folder: LabFolder;
  readonly paths: LabPaths;
  readonly plan: AddressPlan;
  /** What is printed on the box's sticker. */
  readonly codes: { readonly sticker: string };
}

/**
 * A box that is a machine of its own, emulated or real, instead of a namespace of the lab: the same office, internet
 * and center stand around it. It is the rig's; the lab only asks for these few things.
 */
export interface BoxMachine {
  readonly folders: BoxFolders;
  readonly queueRule: 'iptables-physdev' | 'nft-queue';
  /** How much longer than a namespace everything may take. */
  readonly patience: number;
  readonly isOn: boolean;
  /** Plugs its ports into the lab's wires, gives it these settings and switches it on. */
  start(world: BoxWorld, settings: object): Promise<{ readonly agent: Unit; readonly engine: Unit }>;
  /** Runs a program on the box. */
  run(argv: readonly string[], timeoutMs: number): Promise<CommandOutcome>;
  stop(): Promise<void>;
}

import type { AddressPlan } from './address-plan.ts';
import type { LabFolder } from './lab-folder.ts';
import type { LabKeys } from './lab-keys.ts';
import type { LabPaths } from './lab-paths.ts';

/** What every part of a lab's start needs to know. */
export interface World {
  readonly folder: LabFolder;
  readonly paths: LabPaths;
  readonly plan: AddressPlan;
  readonly keys: LabKeys;
  readonly codes: { readonly console: string; readonly sticker: string };
}

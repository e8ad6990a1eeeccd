import type { AddressPlan } from './address-plan.ts';
import type { LabFolder } from './lab-folder.ts';
import type { LabKeys } from './lab-keys.ts';
import type { LabPaths } from './lab-paths.ts';
import type { LabPeople } from './lab-people.ts';

/** What every part of a lab's start needs to know. */
export interface World {
  readonly folder: LabFolder;
  readonly paths: LabPaths;
  readonly plan: AddressPlan;
  readonly keys: LabKeys;
  /** `setUp` makes the first admin of the center. */
  readonly codes: { readonly setUp: string; readonly sticker: string };
  readonly people: LabPeople;
}

import type { AdminCheck } from '@omamori/contract/admin-install';

/** One question a screen; each shows the checks that answer it. */
export const STEPS = ['start', 'cables', 'line', 'center', 'speed', 'wifi', 'done'] as const;
export type StepName = (typeof STEPS)[number];

export const CHECKS_OF: Readonly<Record<StepName, readonly AdminCheck['id'][]>> = {
  start: [],
  cables: ['cables', 'sides'],
  line: ['line', 'address'],
  center: ['center', 'clock', 'inspection'],
  speed: [],
  wifi: ['wifi'],
  done: ['cables', 'sides', 'center', 'inspection', 'wifi'],
};

/** Groups of the catalogues: what is so, and what to do next. */
export const SAID: Readonly<Record<AdminCheck['id'], string>> = {
  cables: 'check.cables',
  sides: 'check.sides',
  line: 'check.line',
  address: 'check.address',
  center: 'check.center',
  clock: 'check.clock',
  inspection: 'check.inspection',
  wifi: 'check.wifi',
};
export const NEXT: Readonly<Record<AdminCheck['id'], string>> = {
  cables: 'next.cables',
  sides: 'next.sides',
  line: 'next.line',
  address: 'next.address',
  center: 'next.center',
  clock: 'next.clock',
  inspection: 'next.inspection',
  wifi: 'next.wifi',
};

import type { ChangeContext, FloodChange } from '../change-words.ts';

const MODES = {
  block: 'Floods and searches for entrances are stopped when they are seen.',
  detect: 'Floods and searches for entrances are only recorded, not stopped.',
  off: 'Floods and searches for entrances are no longer watched for.',
} as const;

const PROFILES = {
  relaxed: 'More traffic is let in before it counts as a flood: for offices with servers open to the outside.',
  normal: 'The usual amount of traffic counts as a flood.',
  strict: 'Less traffic is let in before it counts as a flood: for offices that offer nothing to the outside.',
} as const;

export function floodChangeInEnglish(change: FloodChange, { labels }: ChangeContext): string {
  switch (change.kind) {
    case 'spared-added':
      return `Traffic ${spared(change, labels)} is not stopped for its country.`;
    case 'spared-removed':
      return `Traffic ${spared(change, labels)} is stopped for its country as well.`;
    case 'trusted-flows':
      return change.value === 'pass'
        ? 'Encrypted traffic is let through without a look inside once its beginning was checked.'
        : 'Encrypted traffic goes all the way through inspection too. It can become slower.';
    case 'flood-mode':
      return MODES[change.mode];
    case 'flood-profile':
      return PROFILES[change.profile];
    case 'flood-minutes':
      return `The source of an attack is kept out for ${change.minutes} minutes.`;
    case 'flood-busy-added':
      return `Traffic of ${named(change.devices, labels)} is not stopped for its amount.`;
    case 'flood-busy-removed':
      return `Traffic of ${named(change.devices, labels)} is stopped as well when there is too much of it.`;
  }
}

function named(devices: readonly string[], labels: ChangeContext['labels']): string {
  return devices.map((mac) => labels[mac] ?? mac).join(', ');
}

type Spared = Extract<FloodChange, { readonly names: readonly string[] }>;

function spared({ names, part }: Spared, labels: ChangeContext['labels']): string {
  return part === 'devices' ? `of ${named(names, labels)}` : `to ${names.join(', ')}`;
}

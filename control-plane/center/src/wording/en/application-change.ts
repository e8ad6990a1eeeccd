import type { ApplicationCategory } from '@omamori/contract/application-catalogue';
import type { ApplicationMode } from '@omamori/contract/application-policy';
import type { ApplicationChange } from '../application-facts.ts';
import type { ChangeContext } from '../change-words.ts';
import { deviceName } from './timed-change.ts';

export const applicationCategories: Readonly<Record<ApplicationCategory, string>> = {
  'remote-control': 'remote control',
  vpn: 'another road (VPN)',
  tor: 'anonymous traffic (Tor)',
  p2p: 'file exchange',
  mining: 'mining of virtual money',
  'hidden-names': 'hidden questions for names',
  'file-transfer': 'file transfer',
  'cloud-storage': 'cloud storage',
  messenger: 'messages',
  meeting: 'meetings and calls',
  'generative-ai': 'generative AI',
  social: 'social networks',
  video: 'video',
  music: 'music',
  game: 'games',
  adult: 'adult',
  gambling: 'gambling',
  shopping: 'shopping',
  office: 'tools of work',
  mail: 'mail',
  web: 'ordinary sites',
  update: 'updates',
  machine: 'machines',
  platform: 'shared platforms',
  network: 'the network itself',
};

const MODES: Readonly<Record<ApplicationMode, string>> = {
  show: 'pass and only stand in the table.',
  tell: 'pass, with a notice once on each day of use.',
  block: 'are stopped; a device that tries is told once a day.',
};

export function applicationInEnglish(change: ApplicationChange, context: ChangeContext): string {
  const except = change.spared.map((mac) => deviceName(mac, context)).join(', ');
  const spared = except === '' ? '' : ` Except on ${except}.`;
  if (change.kind === 'application-category') {
    return `Programs of the kind “${applicationCategories[change.category]}” ${MODES[change.mode]}${spared}`;
  }
  return change.mode === null
    ? `${change.application}: treated like others of its kind.`
    : `Connections of ${change.application} ${MODES[change.mode]}${spared}`;
}

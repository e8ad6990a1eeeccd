import type { PortPolicy } from '@omamori/contract/desired-state';
import { isApplicationChange } from '../application-facts.ts';
import { ADDRESSES_SHOWN, type ChangeContext, COUNTRIES_SHOWN, type PolicyChange } from '../change-words.ts';
import { countryNames } from '../country-name.ts';
import { isOffDutyChange } from '../off-duty-facts.ts';
import { applicationInEnglish } from './application-change.ts';
import { filesInEnglish } from './files-change.ts';
import { floodChangeInEnglish } from './flood-change.ts';
import { listChangeInEnglish } from './list-change.ts';
import { mailInEnglish } from './mail-change.ts';
import { offDutyInEnglish } from './off-duty-change.ts';
import { exceptionInEnglish, isolationInEnglish } from './timed-change.ts';
import { webGuardInEnglish } from './web-guard-change.ts';

const ENTRANCES: Readonly<Record<string, string>> = {
  'tcp/3389': 'remote desktop (tcp/3389)',
  'udp/3389': 'remote desktop (udp/3389)',
  'tcp/22': 'remote login (tcp/22)',
  'tcp/5900': 'remote screen (tcp/5900)',
  'tcp/445': 'file sharing (tcp/445)',
};

const MODES = {
  block: 'Harmful traffic is stopped when it is seen.',
  detect: 'Harmful traffic is only recorded, not stopped.',
  off: 'The content of traffic is no longer inspected. The time counts as not inspected.',
} as const;

const PRESETS = {
  connectivity: 'Connections come first: only what is surely an attack is stopped.',
  balanced: 'The usual range of attacks is stopped.',
  security: 'Safety comes first: doubtful traffic is stopped too.',
} as const;

const CAUSES = { engineDead: 'When inspection has stopped', queueFull: 'When inspection cannot keep up' } as const;

export function policyChangeInEnglish(change: PolicyChange, context: ChangeContext): string {
  if ('feeds' in change) return feedsInEnglish(change);
  if ('isolation' in change) return isolationInEnglish(change, context);
  if (isApplicationChange(change)) return applicationInEnglish(change, context);
  if (isOffDutyChange(change)) return offDutyInEnglish(change, context);
  if ('exception' in change) return exceptionInEnglish(change, context);
  switch (change.kind) {
    case 'country-added':
      return change.direction === 'in'
        ? `Traffic from ${countries(change.countries)} to the office is stopped.`
        : `Traffic from the office to ${countries(change.countries)} is stopped.`;
    case 'country-removed':
      return change.direction === 'in'
        ? `Traffic from ${countries(change.countries)} to the office is no longer stopped for its country.`
        : `Traffic from the office to ${countries(change.countries)} is no longer stopped for its country.`;
    case 'port-closed':
      return `The entrance ${entrance(change.port)} is closed from outside. ${allowed(change.port.allow)}`;
    case 'port-opened':
      return `The entrance ${entrance(change.port)} is no longer closed. It can be reached from outside.`;
    case 'port-allow-changed':
      return `The entrance ${entrance(change.port)}: ${[
        ...(change.added.length > 0 ? [`${list(change.added)} may come in.`] : []),
        ...(change.removed.length > 0 ? [`${list(change.removed)} may no longer come in.`] : []),
      ].join(' ')}`;
    case 'country-except-added':
      return `${list(change.addresses)} can be reached, also in a blocked country.`;
    case 'country-except-removed':
      return `${list(change.addresses)} can no longer be reached in a blocked country.`;
    case 'ips-mode':
      return MODES[change.mode];
    case 'ips-preset':
      return PRESETS[change.preset];
    case 'fail-mode':
      return `${CAUSES[change.cause]}, ${change.mode === 'open' ? 'traffic passes without inspection.' : 'traffic is stopped. There is no internet then.'}`;
    case 'spared-added':
    case 'spared-removed':
    case 'trusted-flows':
    case 'flood-mode':
    case 'flood-profile':
    case 'flood-minutes':
    case 'flood-busy-added':
    case 'flood-busy-removed':
      return floodChangeInEnglish(change, context);
    case 'files-mode':
    case 'files-late':
      return filesInEnglish(change);
    case 'mail':
      return mailInEnglish(change.part, change.mode);
    case 'web-guard':
      return webGuardInEnglish(change.part, change.mode);
    case 'rules-disabled':
      return `Rules no longer used: ${change.count}.`;
    case 'rules-enabled':
      return `Rules used again: ${change.count}.`;
    case 'none':
      return 'Nothing changes.';
    default:
      return listChangeInEnglish(change);
  }
}

function feedsInEnglish({ kind, feeds }: Extract<PolicyChange, { feeds: unknown }>): string {
  const names = feeds.join(', ');
  return kind === 'feeds-off' ? `Lists from feeds no longer used: ${names}.` : `Lists from feeds used again: ${names}.`;
}

function entrance({ protocol, port }: PortPolicy): string {
  const key = `${protocol}/${port}`;
  return ENTRANCES[key] ?? key;
}

function allowed(addresses: readonly string[]): string {
  return addresses.length === 0 ? 'Nobody is let in.' : `${list(addresses)} may come in.`;
}

function list(addresses: readonly string[]): string {
  const shown = addresses.slice(0, ADDRESSES_SHOWN).join(', ');
  return addresses.length > ADDRESSES_SHOWN ? `${shown} and others (${addresses.length} in all)` : shown;
}

function countries(codes: readonly string[]): string {
  const shown = countryNames(codes.slice(0, COUNTRIES_SHOWN), 'en').join(', ');
  return codes.length > COUNTRIES_SHOWN ? `${shown} and others (${codes.length} in all)` : shown;
}

import type { ChangeContext } from '../change-words.ts';
import type { OffDutyChange, OffDutyMonth } from '../off-duty-facts.ts';
import { clock, deviceName } from './timed-change.ts';

const CATEGORIES: Readonly<Record<string, string>> = {
  adult: 'adult',
  gambling: 'gambling',
  games: 'games',
  dating: 'dating',
  sns: 'social networks',
  video: 'video',
  shopping: 'shopping',
  sports: 'sports',
  manga: 'comics',
};

const BLOCK_TIMES = {
  always: 'at any time of day',
  work: 'in working hours only; lunch and other times are free',
  off: 'outside working hours only; working hours and lunch are free',
} as const;

function category(name: string): string {
  return `“${CATEGORIES[name] ?? name}”`;
}

export function offDutyInEnglish(change: OffDutyChange, context: ChangeContext): string {
  switch (change.kind) {
    case 'category-mode':
      if (change.mode === 'off')
        return `Sites of the kind ${category(change.category)} are neither counted nor stopped.`;
      return change.mode === 'count'
        ? `Sites of the kind ${category(change.category)} pass; only the time the whole company uses them is counted.`
        : `Sites of the kind ${category(change.category)} are stopped, ${BLOCK_TIMES[change.when ?? 'always']}.`;
    case 'sites-allowed':
      return `${change.sites.join(', ')}: sites of work, neither counted nor stopped.`;
    case 'sites-listed':
      return `${change.sites.join(', ')}: treated like other sites of their kind.`;
    case 'category-spared':
      return `${names(change.devices, context)}: kinds of sites are neither counted nor stopped.`;
    case 'category-unspared':
      return `${names(change.devices, context)}: kinds of sites are counted again.`;
    case 'person-asked':
      return `${deviceName(change.request.mac, context)}: use of sites outside work is counted for this device until ${clock(change.request.until, context)}. Asked by ${change.request.askedBy}: ${change.request.reason}. The request is recorded, and the customer sees it.`;
    case 'person-ended':
      return `${deviceName(change.request.mac, context)}: no longer counted for itself.`;
    case 'work-calendar':
      return 'Working hours and days off change, for what is counted from now on.';
  }
}

function names(devices: readonly string[], context: ChangeContext): string {
  return devices.map((mac) => deviceName(mac, context)).join(', ');
}

export function offDutyMonthInEnglish({ used, refused, days, persons }: OffDutyMonth): string[] {
  const spent = used.map(({ category: name, hours }) => `${category(name)} about ${hours} h`).join(', ');
  return [
    used.length === 0
      ? `In the last ${days} days no site outside work was used for long in working hours.`
      : `In the last ${days} days the company used sites outside work in working hours: ${spent}.`,
    ...(used.length === 0 ? [] : ['Short visits and videos inside pages of work are not counted.']),
    ...(refused > 0 ? [`The rules of the company stopped ${refused} attempts.`] : []),
    persons === 0
      ? 'Who used them was not recorded.'
      : `By recorded requests ${persons} device(s) are counted for themselves until a set day.`,
  ];
}

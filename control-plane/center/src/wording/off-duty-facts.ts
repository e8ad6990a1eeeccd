import type { OffDutyAnswer } from '@omamori/contract/console-api/off-duty';
import type { BlockTime, CategoryMode, PersonRequest } from '@omamori/contract/off-duty';

/** Changes of the part of a policy that speaks of sites outside work. */
export type OffDutyChange =
  | {
      readonly kind: 'category-mode';
      readonly category: string;
      readonly mode: CategoryMode;
      /** null: around the clock. */
      readonly when: BlockTime | null;
    }
  | { readonly kind: 'sites-allowed' | 'sites-listed'; readonly sites: readonly string[] }
  | { readonly kind: 'category-spared' | 'category-unspared'; readonly devices: readonly string[] }
  | { readonly kind: 'person-asked' | 'person-ended'; readonly request: PersonRequest }
  | { readonly kind: 'work-calendar' };

const KINDS: { readonly [Kind in OffDutyChange['kind']]: true } = {
  'category-mode': true,
  'sites-allowed': true,
  'sites-listed': true,
  'category-spared': true,
  'category-unspared': true,
  'person-asked': true,
  'person-ended': true,
  'work-calendar': true,
};

export function isOffDutyChange(change: { readonly kind: string }): change is OffDutyChange {
  return Object.hasOwn(KINDS, change.kind);
}

export interface OffDutyMonth {
  /** Hours in work time, most first, rounded to quarters. */
  readonly used: readonly { readonly category: string; readonly hours: number }[];
  readonly refused: number;
  readonly days: number;
  readonly persons: number;
}

const SHOWN = 3;

/** What the owner's sentences say: work time only, the three most used. */
export function offDutyMonth(answer: Omit<OffDutyAnswer, 'sentences'>): OffDutyMonth {
  const inWork = answer.hours.filter(({ period }) => period === 'work');
  const quarters = new Map<string, number>();
  for (const row of inWork) quarters.set(row.category, (quarters.get(row.category) ?? 0) + row.quarters);
  const used = [...quarters]
    .filter(([, count]) => count > 0)
    .sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
    .slice(0, SHOWN)
    .map(([category, count]) => ({ category, hours: count / 4 }));
  const refused = inWork.reduce((sum, row) => sum + row.refused, 0);
  return { used, refused, days: answer.days, persons: answer.persons.length };
}

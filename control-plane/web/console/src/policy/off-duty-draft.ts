import { categoryMode, LEISURE_CATEGORIES, type OffDuty, offDutySchema } from '@omamori/contract/off-duty';

/** Sites outside work as the form holds them; lists are text until they are sent. */
export interface OffDutyDraft extends Pick<OffDuty, 'categories' | 'devices' | 'persons'> {
  sites: string;
  calendar: Omit<OffDuty['calendar'], 'closed' | 'open'>;
  closed: string;
  open: string;
}

export function toOffDutyDraft({ sites, calendar, ...rest }: OffDuty): OffDutyDraft {
  const { closed, open, ...hours } = calendar;
  return { ...rest, sites: sites.join('\n'), calendar: hours, closed: closed.join('\n'), open: open.join('\n') };
}

const parts = (text: string): string[] => [...new Set(text.split(/[\s,、，]+/).filter((part) => part !== ''))].sort();

/** null: a day or a site is written wrong. */
export function readOffDuty({ sites, calendar, closed, open, ...rest }: OffDutyDraft): OffDuty | null {
  const named = parts(sites);
  const read = offDutySchema.safeParse({
    ...rest,
    sites: named,
    calendar: { ...calendar, days: [...calendar.days].sort(), closed: parts(closed), open: parts(open) },
  });
  return read.success && named.every((site) => /^[^\s*/:]{1,240}\.[^\s*/:.]{2,63}$/u.test(site)) ? read.data : null;
}

/** Those everybody knows, and what this policy names besides. */
export function categoriesOf({ categories }: Pick<OffDuty, 'categories'>): string[] {
  return [...new Set([...LEISURE_CATEGORIES, ...categories.map(({ category }) => category)])];
}

/** The same draft with one category treated otherwise; what holds without saying is not said. */
export function withMode<D extends Pick<OffDuty, 'categories'>>(draft: D, category: string, mode: string): D {
  const others = draft.categories.filter((one) => one.category !== category);
  const chosen = (['off', 'count', 'block'] as const).find((one) => one === mode);
  if (chosen === undefined || categoryMode({ categories: others }, category) === chosen)
    return { ...draft, categories: others };
  const said = [...others, { category, mode: chosen }];
  return { ...draft, categories: said.sort((a, b) => (a.category < b.category ? -1 : 1)) };
}

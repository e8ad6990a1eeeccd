import type { OffDutyAnswer } from '@omamori/contract/console-api/off-duty';
import type { WorkCalendar } from '@omamori/contract/off-duty';

export interface HourColumn {
  readonly hour: number;
  /** From the bottom; `from` is what lies below, in quarters. */
  readonly parts: readonly { readonly category: string; readonly from: number; readonly quarters: number }[];
  readonly total: number;
}

/** One column for each hour of the day; categories in the same order in each, the most used at the bottom. */
export function hourColumns(hours: OffDutyAnswer['hours']): {
  readonly categories: readonly string[];
  readonly columns: readonly HourColumn[];
  readonly most: number;
} {
  const sums = new Map<string, number>();
  for (const { category, quarters } of hours) sums.set(category, (sums.get(category) ?? 0) + quarters);
  const categories = [...sums]
    .filter(([, sum]) => sum > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([category]) => category);
  const columns = Array.from({ length: 24 }, (_, hour): HourColumn => {
    let total = 0;
    const parts = categories.flatMap((category) => {
      const here = hours.filter((row) => row.hour === hour && row.category === category);
      const quarters = here.reduce((sum, row) => sum + row.quarters, 0);
      const from = total;
      total += quarters;
      return quarters === 0 ? [] : [{ category, from, quarters }];
    });
    return { hour, parts, total };
  });
  return { categories, columns, most: Math.max(0, ...columns.map(({ total }) => total)) };
}

/** Hours worth drawing: those of work and those with bars; a narrow screen has no room for an empty night. */
export function shownHours(
  columns: readonly HourColumn[],
  work: readonly { readonly from: number; readonly to: number }[],
): { readonly first: number; readonly last: number } {
  const used = columns.filter(({ total }) => total > 0).map(({ hour }) => hour);
  const first = Math.min(23, ...used, ...work.map(({ from }) => Math.floor(from / 60)));
  return { first, last: Math.max(first, ...used, ...work.map(({ to }) => Math.ceil(to / 60) - 1)) };
}

/** Minutes of the day that are work, without lunch; two spans over midnight. */
export function workSpans({ hours, lunch }: WorkCalendar): readonly { readonly from: number; readonly to: number }[] {
  const [from, to] = [minutes(hours.from), minutes(hours.to)];
  const spans =
    from < to
      ? [{ from, to }]
      : [
          { from: 0, to },
          { from, to: 1440 },
        ];
  if (lunch === null) return spans.filter((span) => span.from < span.to);
  const [begin, end] = [minutes(lunch.from), minutes(lunch.to)];
  return spans
    .flatMap((span) => [
      { from: span.from, to: Math.min(span.to, Math.max(span.from, begin)) },
      { from: Math.max(span.from, Math.min(span.to, end)), to: span.to },
    ])
    .filter((span) => span.from < span.to);
}

function minutes(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

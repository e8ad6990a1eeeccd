import type { OffDutyAnswer } from '@omamori/contract/console-api/off-duty';
import { DEFAULT_WORK_CALENDAR } from '@omamori/contract/off-duty';

const row = (hour: number, category: string, quarters: number, period: 'work' | 'lunch' | 'off', refused = 0) => ({
  ...{ hour, category, quarters, period, refused },
});

/** A month of an office: some use, more of it over lunch, one device counted for itself. */
export const offDuty: OffDutyAnswer = {
  days: 30,
  timeZone: 'Asia/Tokyo',
  calendar: DEFAULT_WORK_CALENDAR,
  hours: [
    row(9, 'video', 2, 'work'),
    row(10, 'shopping', 3, 'work'),
    row(11, 'sns', 1, 'work'),
    row(12, 'video', 22, 'lunch'),
    row(12, 'sns', 9, 'lunch'),
    row(15, 'shopping', 5, 'work', 4),
    row(16, 'video', 6, 'work'),
    row(19, 'games', 4, 'off'),
  ],
  persons: [
    {
      ...{ mac: '02:00:00:00:00:20', label: '経理2番', until: '2027-01-31T09:00:00.000Z' },
      ...{ askedBy: '社長', reason: '就業規則の確認' },
      used: [{ category: 'shopping', quarters: 4, refused: 2 }],
    },
  ],
  sentences: {
    ja: ['この30日間、働く時間に使われた業務外のサイトは、会社全体で「買い物」約2時間、「動画」約2時間でした。'],
    en: ['In the last 30 days the company used sites outside work in working hours: “shopping” about 2 h.'],
  },
};

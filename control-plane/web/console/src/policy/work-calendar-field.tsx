import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useLanguage } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import type { OffDutyDraft } from './off-duty-draft.ts';
import classes from './policy.module.css';

/** A Sunday. */
const FIRST_DAY = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;
const LUNCH = { from: '12:00', to: '13:00' };

interface WorkCalendarFieldProps {
  draft: OffDutyDraft;
  onChange: (draft: OffDutyDraft) => void;
}

/** Weekdays, hours, lunch, public holidays and the company's own days. */
export function WorkCalendarField({ draft, onChange }: WorkCalendarFieldProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { days, holidays, hours, lunch } = draft.calendar;
  const set = (part: Partial<OffDutyDraft['calendar']>) =>
    onChange({ ...draft, calendar: { ...draft.calendar, ...part } });
  const dayName = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  const time = (label: string, value: string, onTime: (time: string) => void) => (
    <TextInput
      type="time"
      label={label}
      value={value}
      onChange={(event) => event.currentTarget.value !== '' && onTime(event.currentTarget.value)}
    />
  );
  return (
    <>
      <Checkbox.Group
        label={t('offDuty.days')}
        value={days.map(String)}
        onChange={(chosen) => set({ days: chosen.map(Number).sort() })}
      >
        <div className={classes['days']}>
          {[0, 1, 2, 3, 4, 5, 6].map((day) => (
            <Checkbox key={day} value={String(day)} label={dayName.format(FIRST_DAY + day * DAY_MS)} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes['pair']}>
        {time(t('offDuty.from'), hours.from, (from) => set({ hours: { ...hours, from } }))}
        {time(t('offDuty.to'), hours.to, (to) => set({ hours: { ...hours, to } }))}
      </div>
      <Checkbox
        label={t('offDuty.lunch')}
        checked={lunch !== null}
        onChange={(event) => set({ lunch: event.currentTarget.checked ? LUNCH : null })}
      />
      {lunch !== null && (
        <div className={classes['pair']}>
          {time(t('offDuty.lunchFrom'), lunch.from, (from) => set({ lunch: { ...lunch, from } }))}
          {time(t('offDuty.lunchTo'), lunch.to, (to) => set({ lunch: { ...lunch, to } }))}
        </div>
      )}
      <Checkbox
        label={t('offDuty.holidays')}
        checked={holidays === 'japan'}
        onChange={(event) => set({ holidays: event.currentTarget.checked ? 'japan' : 'none' })}
      />
      <div className={classes['pair']}>
        <Textarea
          label={t('offDuty.closed')}
          description={t('offDuty.dayHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          rows={2}
          value={draft.closed}
          onChange={(event) => onChange({ ...draft, closed: event.currentTarget.value })}
        />
        <Textarea
          label={t('offDuty.open')}
          description={t('offDuty.dayHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          rows={2}
          value={draft.open}
          onChange={(event) => onChange({ ...draft, open: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

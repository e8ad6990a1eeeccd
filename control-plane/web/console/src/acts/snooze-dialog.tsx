import { Button, Modal } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import { formatTime } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import classes from './done-dialog.module.css';
import { RowsLine } from './rows-line.tsx';

const HOUR_MS = 3_600_000;
const SPANS = ['hour', 'four', 'morning'] as const;
type Span = (typeof SPANS)[number];

/** JST has no summer time: the next 8 o'clock there is 23:00 UTC of the day before. */
const MORNING_UTC = 23;

/** When it comes back. */
export function endOfSnooze(span: Span, now: number): string {
  if (span !== 'morning') return new Date(now + (span === 'hour' ? 1 : 4) * HOUR_MS).toISOString();
  const morning = new Date(now);
  morning.setUTCHours(MORNING_UTC, 0, 0, 0);
  if (morning.getTime() <= now) morning.setUTCDate(morning.getUTCDate() + 1);
  return morning.toISOString();
}

interface SnoozeDialogProps {
  rows: readonly IncidentRow[] | null;
  onClose: () => void;
  onDone: (until: string) => void;
}

/** One press puts it off; it comes back by itself. */
export function SnoozeDialog({ rows, onClose, onDone }: SnoozeDialogProps) {
  const { t } = useTranslation();
  const now = Date.now();
  return (
    <Modal
      opened={rows !== null}
      onClose={onClose}
      title={t('snooze.title')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <div className={classes['form']}>
        <RowsLine rows={rows ?? []} />
        <p>{t('snooze.effect')}</p>
        <div className={classes['choices']}>
          {SPANS.map((span, index) => (
            <Button
              key={span}
              variant="default"
              data-autofocus={index === 0 ? true : undefined}
              onClick={() => onDone(endOfSnooze(span, Date.now()))}
            >
              {t(`snooze.${span}`, { time: formatTime(endOfSnooze(span, now)) })}
            </Button>
          ))}
        </div>
      </div>
    </Modal>
  );
}

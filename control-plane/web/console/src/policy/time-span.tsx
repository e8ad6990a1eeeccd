import { NativeSelect } from '@mantine/core';
import { formatTime } from '@omamori/ui';
import { useTranslation } from 'react-i18next';

const HOUR_MS = 60 * 60_000;
const HOURS = { hour: 1, day: 24, week: 7 * 24, month: 30 * 24 } as const;
export type TimeSpan = keyof typeof HOURS | 'open';
const SPANS: readonly TimeSpan[] = ['hour', 'day', 'week', 'month', 'open'];

/** When it ends, counted from now; null: when somebody ends it. A minute short, so that 30 days stay within 30 days. */
export function endOf(span: TimeSpan, now: number): string | null {
  return span === 'open' ? null : new Date(now + HOURS[span] * HOUR_MS - 60_000).toISOString();
}

interface SpanSelectProps {
  span: TimeSpan;
  /** Whether it may also last until somebody ends it. */
  open: boolean;
  onChange: (span: TimeSpan) => void;
}

export function SpanSelect({ span, open, onChange }: SpanSelectProps) {
  const { t } = useTranslation();
  const end = endOf(span, Date.now());
  return (
    <NativeSelect
      label={t('policy.howLong')}
      description={end === null ? null : t('policy.until', { time: formatTime(end) })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={SPANS.filter((one) => open || one !== 'open').map((value) => ({
        value,
        label: t(`policy.spans.${value}`),
      }))}
      value={span}
      onChange={(event) => onChange(SPANS.find((one) => one === event.currentTarget.value) ?? span)}
    />
  );
}

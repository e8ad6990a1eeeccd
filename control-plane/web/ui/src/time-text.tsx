import { formatExact, formatTime, type TimeForm } from './format-time.ts';

interface TimeTextProps {
  iso: string;
  form?: TimeForm;
  /** Puts the time into a sentence of the page's language. */
  wrap?: (time: string) => string;
}

/** A time of the office; seconds, year and zone stand in the title. */
export function TimeText({ iso, form = 'minute', wrap = (time) => time }: TimeTextProps) {
  return (
    <time className="om-time" dateTime={iso} title={formatExact(iso)}>
      {wrap(formatTime(iso, form))}
    </time>
  );
}

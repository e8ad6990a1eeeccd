import { formatAge, formatExact } from './format-time.ts';
import { useLanguage } from './language.ts';
import { useNow } from './use-now.ts';

interface AgeTextProps {
  since: string;
  wrap?: (age: string) => string;
  /** How often it is looked at again. */
  everyMs?: number;
}

/** How long ago, growing while it is on screen; `wrap` puts it into a sentence of the page's language. */
export function AgeText({ since, wrap = (age) => age, everyMs = 1000 }: AgeTextProps) {
  const now = useNow(everyMs);
  const { language } = useLanguage();
  return (
    <time className="om-time" dateTime={since} title={formatExact(since)}>
      {wrap(formatAge(now - Date.parse(since), language))}
    </time>
  );
}

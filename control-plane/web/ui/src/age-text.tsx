import { formatAge, formatExact } from './format-time.ts';
import { useLanguage } from './language.ts';
import { useNow } from './use-now.ts';

/** How long ago, growing while it is on screen; `wrap` puts it into a sentence of the page's language. */
export function AgeText({ since, wrap = (age) => age }: { since: string; wrap?: (age: string) => string }) {
  const now = useNow(1000);
  const { language } = useLanguage();
  return (
    <time className="om-time" dateTime={since} title={formatExact(since)}>
      {wrap(formatAge(now - Date.parse(since), language))}
    </time>
  );
}

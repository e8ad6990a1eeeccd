import type { AdminStatus } from '@omamori/contract/admin-api';
import { formatAge, formatTime, type Tone, useLanguage } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { lampOf } from './lamp.ts';
import classes from './page.module.css';
import { worstWords } from './worst-words.ts';

interface GlanceProps {
  status: AdminStatus;
  checkedAt: number;
  stale: boolean;
  now: number;
}

const MARKS: Readonly<Record<Tone, string>> = { danger: '■', warn: '▲', caution: '◆', ok: '●', quiet: '○' };

/** One sentence and a mark; below it at most one more thing that is not as it should be. */
export function Glance({ status, checkedAt, stale, now }: GlanceProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  // The box's own clock counts, so that a phone whose clock is off shows the same age.
  const boxNow = Date.parse(status.now) + Math.max(0, now - checkedAt);
  const age = formatAge(boxNow - Date.parse(status.protectionSince), language);
  const at = formatTime(new Date(checkedAt).toISOString(), 'clock');
  const words = worstWords(status, stale, boxNow);
  const lamp = lampOf(status, stale);
  return (
    <section className={classes['glance']} data-tone={words.tone} aria-labelledby="glance">
      <h1 id="glance">
        <span aria-hidden="true">{MARKS[words.tone]}</span>
        <span>{t(`glance.${words.main}`, { at, age })}</span>
      </h1>
      <p className={classes['lampLine']}>
        <span className={classes['lamp']} data-lamp={lamp} aria-hidden="true" />
        <b>{t(`lampWord.${lamp}`)}</b> {t(`lampAct.${lamp}`)}
      </p>
      {words.also !== null && <p>{t(`also.${words.also}`, { n: words.days })}</p>}
      <p className={classes['quiet']}>
        {t(stale ? 'status.stale' : 'status.checked', { at: formatTime(new Date(checkedAt).toISOString(), 'second') })}
      </p>
      <p className="om-heard" role="status">
        {t(`glance.${words.main}`, { at: '', age: '' })}
      </p>
    </section>
  );
}

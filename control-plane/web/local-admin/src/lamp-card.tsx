import { useTranslation } from 'react-i18next';
import { LAMPS } from './lamp.ts';
import classes from './page.module.css';

/** The legend as it stands on the sticker. */
export function LampCard() {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="lamps" className={classes['stack']}>
      <h2 id="lamps">{t('lamp.title')}</h2>
      <dl className={classes['state']}>
        {LAMPS.map((lamp) => (
          <div key={lamp}>
            <dt>
              <span className={classes['lamp']} data-lamp={lamp} aria-hidden="true" /> {t(`lampLook.${lamp}`)}
            </dt>
            <dd>
              <b>{t(`lampWord.${lamp}`)}</b>
              <span className={classes['quiet']}>
                {t('lamp.does')}: {t(`lampAct.${lamp}`)}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

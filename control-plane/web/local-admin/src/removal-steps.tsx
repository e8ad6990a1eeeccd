import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

/** No power means no line on this kind of board: the way out is two cables and a coupler. */
export function RemovalSteps() {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="remove" className={classes['stack']}>
      <h2 id="remove">{t('more.remove')}</h2>
      <ol className={classes['numbered']}>
        <li>{t('more.remove1')}</li>
        <li>{t('more.remove2')}</li>
        <li>{t('more.remove3')}</li>
      </ol>
      <p>{t('more.removeNote')}</p>
    </section>
  );
}

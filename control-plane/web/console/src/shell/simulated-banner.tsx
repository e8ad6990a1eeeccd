import { useTranslation } from 'react-i18next';
import classes from './shell.module.css';

/** On every page of a center whose data is made up; the center says so, no page decides it. */
export function SimulatedBanner({ simulated }: { simulated: boolean | undefined }) {
  const { t } = useTranslation();
  if (simulated !== true) return null;
  return (
    <p className={classes['simulated']} role="note">
      <b>{t('simulated.title')}</b> {t('simulated.text')}
    </p>
  );
}

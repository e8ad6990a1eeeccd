import { useTranslation } from 'react-i18next';
import classes from './shell.module.css';

export function Brand() {
  const { t } = useTranslation();
  return (
    <span className={classes['brand']}>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <path className={classes['shield']} d="M16 2 27 6v9c0 7-4.5 12-11 15C9.500 27 5 22 5 15V6z" />
        <path className={classes['tick']} d="m10.500 16 4 4 7.500-8" />
      </svg>
      {t('product')}
    </span>
  );
}

import { Button } from '@mantine/core';
import type { RequestError } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../api/use-error-words.ts';
import classes from './policy.module.css';

/** Somebody else was first; the person decides what becomes of the draft. */
export function StaleNotice({ onTake, onKeep }: { onTake: () => void; onKeep: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes['stale']} role="alert">
      <p>
        <b>{t('policy.stale')}</b> {t('policy.staleNext')}
      </p>
      <div className={classes['buttons']}>
        <Button onClick={onKeep}>{t('actions.keepMine')}</Button>
        <Button variant="default" onClick={onTake}>
          {t('actions.takeTheirs')}
        </Button>
      </div>
    </div>
  );
}

export function Failure({ error }: { error: RequestError }) {
  const sentence = useErrorWords();
  return (
    <div className={classes['stale']} role="alert">
      <p>
        {sentence(error)} <span className="om-mono">{error.code}</span>
      </p>
    </div>
  );
}

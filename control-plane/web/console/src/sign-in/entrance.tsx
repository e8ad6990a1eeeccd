import { LanguageSwitch } from '@omamori/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Brand } from '../shell/brand.tsx';
import classes from './sign-in.module.css';

/** The frame of every page that stands before the console. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className={classes['frame']}>
      <div className={classes['card']}>
        <div className={classes['head']}>
          <Brand />
          <LanguageSwitch label={t('language')} words={{ ja: t('languageName.ja'), en: t('languageName.en') }} />
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

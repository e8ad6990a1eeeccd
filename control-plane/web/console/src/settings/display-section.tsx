import { Button, useMantineColorScheme } from '@mantine/core';
import { Choice, LanguageSwitch } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useTour } from '../tour/use-tour.ts';
import classes from './settings.module.css';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** How the console looks in this browser. */
export function DisplaySection() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { begin } = useTour();
  return (
    <>
      <div className={classes['choices']}>
        <span>{t('language')}</span>
        <LanguageSwitch label={t('language')} words={{ ja: t('languageName.ja'), en: t('languageName.en') }} />
      </div>
      <div className={classes['choices']}>
        <span>{t('scheme.label')}</span>
        <Choice
          label={t('scheme.label')}
          value={colorScheme}
          onChoose={setColorScheme}
          options={SCHEMES.map((value) => ({ value, word: t(`scheme.${value}`) }))}
        />
      </div>
      <p className={classes['hint']}>{t('account.displayHint')}</p>
      <Button variant="default" className={classes['start'] ?? ''} onClick={begin}>
        {t('tour.again')}
      </Button>
    </>
  );
}

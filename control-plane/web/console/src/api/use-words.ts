import type { CopyWords } from '@omamori/ui';
import { useLanguage } from '@omamori/ui';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export function useCopyWords(): CopyWords {
  const { t } = useTranslation();
  return { copy: t('actions.copy'), copied: t('copied') };
}

/** Name of a country in the page's language; the code itself when nobody knows it. */
export function useCountryName(): (code: string | null) => string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const names = useMemo(() => new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }), [language]);
  return (code) => (code === null || !/^[A-Z]{2}$/.test(code) ? t('noCountry') : (names.of(code) ?? code));
}

export function useNumber(): (value: number) => string {
  const { language } = useLanguage();
  const format = useMemo(() => new Intl.NumberFormat(language), [language]);
  return (value) => format.format(value);
}

import type { CopyWords, Language } from '@omamori/ui';
import { useLanguage } from '@omamori/ui';
import { useTranslation } from 'react-i18next';

export function useCopyWords(): CopyWords {
  const { t } = useTranslation();
  return { copy: t('actions.copy'), copied: t('copied') };
}

/** Making one costs more than all that a row of a list does with it: one for each language is kept. */
function kept<T>(make: (language: Language) => T): (language: Language) => T {
  const made = new Map<Language, T>();
  return (language) => {
    const known = made.get(language) ?? make(language);
    made.set(language, known);
    return known;
  };
}
const namesIn = kept((language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }));
const numbersIn = kept((language) => new Intl.NumberFormat(language));

/** Name of a country in the page's language; the code itself when nobody knows it. */
export function useCountryName(): (code: string | null) => string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const names = namesIn(language);
  return (code) => (code === null || !/^[A-Z]{2}$/.test(code) ? t('noCountry') : (names.of(code) ?? code));
}

export function useNumber(): (value: number) => string {
  const { language } = useLanguage();
  const format = numbersIn(language);
  return (value) => format.format(value);
}

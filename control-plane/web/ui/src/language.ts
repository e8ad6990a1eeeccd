import i18next, { type i18n, type ResourceLanguage } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';

export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'omamori.language';

function remembered(): Language {
  return readChoice(KEY) === 'en' ? 'en' : 'ja';
}

/** Storage may be forbidden or full; a choice that cannot be kept is only forgotten at the next visit. */
export function readChoice(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keepChoice(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

/** Japanese first; the choice is remembered and `<html lang>` follows it. */
export function startLanguage(words: Readonly<Record<Language, ResourceLanguage>>): i18n {
  const instance = i18next.createInstance();
  instance.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  void instance.use(initReactI18next).init({
    lng: remembered(),
    fallbackLng: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { ja: { translation: words.ja }, en: { translation: words.en } },
  });
  return instance;
}

export function useLanguage(): { language: Language; choose: (language: Language) => void } {
  const { i18n: instance } = useTranslation();
  return {
    language: instance.language === 'en' ? 'en' : 'ja',
    choose: (language) => {
      keepChoice(KEY, language);
      void instance.changeLanguage(language);
    },
  };
}

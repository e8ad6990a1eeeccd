import { Choice } from './choice.tsx';
import { type Language, useLanguage } from './language.ts';

/** `words` are the languages' names in themselves. */
export function LanguageSwitch({ label, words }: { label: string; words: Readonly<Record<Language, string>> }) {
  const { language, choose } = useLanguage();
  return (
    <Choice
      label={label}
      value={language}
      onChoose={choose}
      options={[
        { value: 'ja', word: words.ja, lang: 'ja' },
        { value: 'en', word: words.en, lang: 'en' },
      ]}
    />
  );
}

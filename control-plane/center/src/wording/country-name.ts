import type { Language } from '@omamori/contract/console-api';

const names = {
  ja: new Intl.DisplayNames('ja', { type: 'region', style: 'short', fallback: 'none' }),
  en: new Intl.DisplayNames('en', { type: 'region', style: 'short', fallback: 'none' }),
} as const;

/** Name of a country by its ISO 3166-1 alpha-2 code, e.g. LV → ラトビア; null where there is none. Remarks in brackets are left off. */
export function countryName(code: string | null, language: Language): string | null {
  if (code === null || !/^[A-Z]{2}$/.test(code) || code === 'ZZ') return null;
  const name = names[language].of(code)?.replace(/\s*[（(].*?[)）]/gu, (part) => (part.length > 5 ? '' : part));
  return name === undefined || name === '' ? null : name;
}

/** Names of several, in the order of the codes; a code without a name stands for itself. */
export function countryNames(codes: readonly string[], language: Language): string[] {
  return codes.map((code) => countryName(code, language) ?? code);
}

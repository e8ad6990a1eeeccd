import type { RequestError } from '@omamori/ui';
import { useTranslation } from 'react-i18next';

/** The sentence for a code: the catalogue's, else the server's own, else one that fits all. */
export function useErrorWords(): (error: RequestError) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    const key = `errors.${error.code}`;
    if (i18n.exists(key)) return t(key);
    return error.message === '' ? t('errors.unknown') : error.message;
  };
}

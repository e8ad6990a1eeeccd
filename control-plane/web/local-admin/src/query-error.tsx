import { ErrorState, errorOf, type RequestError } from '@omamori/ui';
import { useTranslation } from 'react-i18next';

/** The sentence for a code: the catalogue's, else the box's own, else one that fits all. */
export function useErrorWords(): (error: RequestError) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    const key = `errors.${error.code}`;
    if (i18n.exists(key)) return t(key);
    return error.message === '' ? t('errors.unknown') : error.message;
  };
}

export function QueryError({ thrown, onRetry }: { thrown: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorWords();
  const error = errorOf(thrown);
  return (
    <ErrorState
      title={t('errorTitle')}
      sentence={sentence(error)}
      code={error.code}
      retry={{ word: t('actions.retry'), onRetry }}
    />
  );
}

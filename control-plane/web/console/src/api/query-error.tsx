import { ErrorState, errorOf } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from './use-error-words.ts';

/** The error state of a page whose data did not come. */
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

import { EmptyState, usePageTitle } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { Link } from './link.tsx';
import { INCIDENTS } from './routes.ts';

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t('notFound.title'), t('product'));
  return (
    <EmptyState
      title={t('notFound.title')}
      reason={t('notFound.reason')}
      action={<Link to={INCIDENTS}>{t('notFound.next')}</Link>}
    />
  );
}

import { EmptyState, usePageTitle } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { Link } from '../routing/link.tsx';
import { INCIDENTS } from '../routing/routes.ts';

/** An address that the role of the person does not open. */
export function NotAllowedPage() {
  const { t } = useTranslation();
  usePageTitle(t('notAllowed.title'), t('product'));
  return (
    <EmptyState
      title={t('notAllowed.title')}
      reason={t('notAllowed.reason')}
      action={<Link to={INCIDENTS}>{t('notFound.next')}</Link>}
    />
  );
}

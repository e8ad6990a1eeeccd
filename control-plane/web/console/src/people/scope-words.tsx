import type { Scope } from '@omamori/contract/console-api/people';
import { useTranslation } from 'react-i18next';

/** What an account may see, in words. */
export function ScopeWords({ scope }: { scope: Scope }) {
  const { t } = useTranslation();
  if (scope.kind === 'all') return t('scope.all');
  return [...scope.companies, ...scope.appliances].join(t('between'));
}

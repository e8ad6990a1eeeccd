import type { IncidentRow } from '@omamori/contract/console-api';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../incidents/row-words.tsx';

/** Which rows a dialog speaks of: the first by its title, the others by their number. */
export function RowsLine({ rows }: { rows: readonly IncidentRow[] }) {
  const { t } = useTranslation();
  const title = useTitle();
  const first = rows[0];
  if (first === undefined) return null;
  return (
    <p>
      {title(first)}
      {rows.length > 1 && ` ${t('done.more', { n: rows.length - 1 })}`}
    </p>
  );
}

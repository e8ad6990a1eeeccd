import { Skeleton } from '@mantine/core';
import type { LayerListAnswer } from '@omamori/contract/console-api/layers';
import { EmptyState, TimeText, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type LayerName, layerListQuery } from '../api/layers.ts';
import { QueryError } from '../api/query-error.tsx';
import { useMay } from '../api/use-person.ts';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { FLEET, layerPath } from '../routing/routes.ts';
import { TableBox } from '../shell/table-box.tsx';
import { NewTemplate } from './new-template.tsx';
import classes from './policy.module.css';

/** The policy room: templates, companies under them; boxes are reached from the list of boxes. */
export function LayersPage() {
  const { t } = useTranslation();
  const layers = useQuery(layerListQuery);
  usePageTitle(t('layers.room'), t('product'));
  return (
    <div className={classes['page']}>
      <h1>{t('layers.room')}</h1>
      <p>{t('layers.lead')}</p>
      {layers.isPending && <Skeleton height={240} />}
      {layers.isError && layers.data === undefined && (
        <QueryError thrown={layers.error} onRetry={() => void layers.refetch()} />
      )}
      {layers.data !== undefined && <Lists answer={layers.data} />}
    </div>
  );
}

function Lists({ answer }: { answer: LayerListAnswer }) {
  const { t } = useTranslation();
  const mayEdit = useMay('analyst');
  if (answer.companies.length === 0 && answer.templates.every(({ appliances }) => appliances === 0)) {
    return (
      <EmptyState
        title={t('layers.none')}
        reason={t('layers.noneReason')}
        action={<Link to={FLEET}>{t('layers.toFleet')}</Link>}
      />
    );
  }
  return (
    <>
      {answer.templates.length > 0 && <LayerTable scope="template" rows={answer.templates} />}
      {answer.templates.length > 0 && mayEdit && <NewTemplate taken={answer.templates.map(({ name }) => name)} />}
      <LayerTable scope="company" rows={answer.companies} />
    </>
  );
}

type Row = LayerListAnswer['companies'][number] | LayerListAnswer['templates'][number];

function LayerTable({ scope, rows }: { scope: LayerName['scope']; rows: readonly Row[] }) {
  const { t } = useTranslation();
  const number = useNumber();
  const heading = t(`layers.heading.${scope}`);
  return (
    <section className={classes['layerList']} aria-label={heading}>
      <h2>{heading}</h2>
      <TableBox label={heading}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('layers.name')}</th>
              <th scope="col">{t(scope === 'template' ? 'layers.companies' : 'layers.template')}</th>
              <th scope="col">{t('layers.appliances')}</th>
              <th scope="col">{t('layers.changed')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">
                  <Link to={layerPath(scope, row.name)}>{row.name}</Link>
                </th>
                <td>{'template' in row ? row.template : number(row.companies)}</td>
                <td>{number(row.appliances)}</td>
                <td>
                  {row.updatedAt === null ? (
                    t('layers.untouched')
                  ) : (
                    <>
                      <TimeText iso={row.updatedAt} /> {row.updatedBy}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </section>
  );
}

import { Skeleton, Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { IncidentDetail } from '@omamori/contract/console-api';
import { EmptyState, errorOf, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useHeld } from '../acts/acts-provider.tsx';
import { RowDialogs } from '../acts/row-dialogs.tsx';
import { useRowActs } from '../acts/use-row-acts.ts';
import { incidentQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { queueAddress } from '../incidents/queue-address.ts';
import { useTitle } from '../incidents/row-words.tsx';
import { useRowKeys } from '../incidents/use-queue-keys.ts';
import { useKeys } from '../keys/keys-provider.tsx';
import { StaleBar } from '../live/stale-bar.tsx';
import { IncidentSheet } from '../print/incident-sheet.tsx';
import { Link } from '../routing/link.tsx';
import { navigate } from '../routing/use-location.ts';
import { CountryProposal } from './country-proposal.tsx';
import { FactsColumn } from './facts-column.tsx';
import classes from './incident.module.css';
import { IncidentActs } from './incident-acts.tsx';
import { IncidentHead } from './incident-head.tsx';
import { OwnerColumn } from './owner-column.tsx';

const TWO_COLUMNS = '(min-width: 1200px)';

export function IncidentPage({ id }: { id: number }) {
  const { t } = useTranslation();
  const incident = useQuery(incidentQuery(id));
  const overlay = useHeld();
  if (incident.isPending) return <Waiting />;
  if (incident.data === undefined)
    return errorOf(incident.error).status === 404 ? (
      <EmptyState
        title={t('incident.gone')}
        reason={t('incident.goneReason', { id })}
        action={<Link to={queueAddress()}>{t('incident.back')}</Link>}
      />
    ) : (
      <QueryError thrown={incident.error} onRetry={() => void incident.refetch()} />
    );
  return <Incident detail={{ ...incident.data, row: overlay(incident.data.row) }} />;
}

function Incident({ detail }: { detail: IncidentDetail }) {
  const { t } = useTranslation();
  const title = useTitle();
  const wide = useMediaQuery(TWO_COLUMNS, undefined, { getInitialValueInEffect: false });
  const { row } = detail;
  usePageTitle(title(row), row.company);
  const rowActs = useRowActs({ targets: () => [row], current: () => row, onActed: () => undefined });
  useRowKeys(rowActs.acts);
  useKeys({ u: () => navigate(queueAddress()) });
  const facts = <FactsColumn detail={detail} />;
  const owner = <OwnerColumn detail={detail} onNotice={() => rowActs.acts.notice('preview')} />;
  return (
    <article className={classes['page']}>
      <Link to={queueAddress()} className={classes['back']}>
        {t('incident.back')}
      </Link>
      <StaleBar />
      <IncidentHead row={row} elsewhere={detail.elsewhere} others={detail.others} />
      <IncidentActs row={row} acts={rowActs.acts} />
      <CountryProposal detail={detail} />
      {wide === true ? (
        <div className={classes['columns']}>
          <section aria-labelledby="facts">
            <h2 id="facts">{t('incident.facts')}</h2>
            {facts}
          </section>
          <section aria-labelledby="owner">
            <h2 id="owner">{t('incident.owner')}</h2>
            {owner}
          </section>
        </div>
      ) : (
        <Tabs defaultValue="facts" keepMounted={false}>
          <Tabs.List grow>
            <Tabs.Tab value="facts">{t('incident.facts')}</Tabs.Tab>
            <Tabs.Tab value="owner">{t('incident.owner')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="facts" pt="md">
            {facts}
          </Tabs.Panel>
          <Tabs.Panel value="owner" pt="md">
            {owner}
          </Tabs.Panel>
        </Tabs>
      )}
      <IncidentSheet detail={detail} />
      <RowDialogs {...rowActs} />
    </article>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={classes['page']} aria-busy="true">
      <p className="om-heard">{t('loading')}</p>
      <Skeleton height={24} width={160} />
      <Skeleton height={150} />
      <Skeleton height={40} width={420} />
      <Skeleton height={360} />
    </div>
  );
}

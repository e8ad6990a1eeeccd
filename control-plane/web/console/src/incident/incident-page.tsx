import { Skeleton, Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { IncidentDetail, IncidentState } from '@omamori/contract/console-api';
import { EmptyState, errorOf, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActs, useHeld } from '../acts/acts-provider.tsx';
import { DoneDialog, type DoneState } from '../acts/done-dialog.tsx';
import { incidentQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { queueAddress } from '../incidents/queue-address.ts';
import { useTitle } from '../incidents/row-words.tsx';
import { useKeys } from '../keys/keys-provider.tsx';
import { Link } from '../routing/link.tsx';
import { navigate } from '../routing/use-location.ts';
import { FactsColumn } from './facts-column.tsx';
import classes from './incident.module.css';
import { IncidentHead } from './incident-head.tsx';
import { OwnerColumn } from './owner-column.tsx';
import { StateButtons } from './state-buttons.tsx';

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
  const { setState, undoLast } = useActs();
  const [asking, setAsking] = useState<DoneState | null>(null);
  const wide = useMediaQuery(TWO_COLUMNS, undefined, { getInitialValueInEffect: false });
  const { row } = detail;
  usePageTitle(title(row), row.company);
  const change = (state: IncidentState) => {
    if (state === 'closed' || state === 'false-positive') setAsking(state);
    else setState([row], state);
  };
  useKeys({
    e: () => change('closed'),
    'Shift+e': undoLast,
    '1': () => change('confirmed'),
    '2': () => change('false-positive'),
    u: () => navigate(queueAddress()),
  });
  const facts = <FactsColumn detail={detail} />;
  const owner = <OwnerColumn detail={detail} />;
  return (
    <article className={classes['page']}>
      <Link to={queueAddress()} className={classes['back']}>
        {t('incident.back')}
      </Link>
      <IncidentHead row={row} elsewhere={detail.elsewhere} />
      <StateButtons state={row.state} onState={change} />
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
      <DoneDialog
        asking={asking === null ? null : { rows: [row], state: asking }}
        onClose={() => setAsking(null)}
        onDone={(reason) => {
          if (asking !== null) setState([row], asking, reason);
          setAsking(null);
        }}
      />
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

import type { IncidentDetail, IncidentRow } from '@omamori/contract/console-api';
import { AgeText, MonoValue, TimeText } from '@omamori/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCopyWords, useNumber } from '../api/use-words.ts';
import { NO_FILTER, toAddress } from '../incidents/filter-address.ts';
import { Outcome, SeverityWord, usePeer, useTitle } from '../incidents/row-words.tsx';
import { Link } from '../routing/link.tsx';
import { appliancePath, incidentPath } from '../routing/routes.ts';
import classes from './incident.module.css';

interface HeadProps {
  row: IncidentRow;
  elsewhere: IncidentDetail['elsewhere'];
  others: IncidentDetail['others'];
}

export function IncidentHead({ row, elsewhere, others }: HeadProps) {
  const { t } = useTranslation();
  const title = useTitle();
  return (
    <header className={classes['head']}>
      <p className={classes['marks']}>
        <Outcome row={row} />
        <SeverityWord severity={row.severity} />
        <span>{t(`incidentState.${row.state}`)}</span>
        <Handling row={row} />
        <span className={classes['quiet']}>{t('incident.number', { id: row.id })}</span>
      </p>
      <h1>{title(row)}</h1>
      <dl className={classes['summary']}>
        <Pair word={t('incident.where')}>
          <Link to={appliancePath(row.appliance)}>
            {row.company} {row.site}
          </Link>
        </Pair>
        <DevicePair row={row} />
        <PeerPair row={row} elsewhere={elsewhere} />
        <TimesPair row={row} />
        {others !== undefined && others.found.length > 0 && <OthersPair others={others} />}
      </dl>
    </header>
  );
}

/** Verdict, who has it, until when it is put off, and what it is the same as. */
function Handling({ row }: { row: IncidentRow }) {
  const { t } = useTranslation();
  const { verdict, assignee, escalatedAt, snoozedUntil, duplicateOf } = row;
  return (
    <>
      {verdict === 'unclear' && <span>{t('verdictOf.unclear')}</span>}
      {escalatedAt !== null && <span>{t('queueState.escalated')}</span>}
      {snoozedUntil !== null && Date.parse(snoozedUntil) > Date.now() && (
        <TimeText iso={snoozedUntil} wrap={(time) => t('snooze.until', { time })} />
      )}
      {duplicateOf !== null && <Link to={incidentPath(duplicateOf)}>{t('duplicate.of', { id: duplicateOf })}</Link>}
      {assignee !== null && <span>{t('incident.assignee', { name: assignee })}</span>}
    </>
  );
}

function Pair({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function DevicePair({ row }: { row: IncidentRow }) {
  const { t } = useTranslation();
  const words = useCopyWords();
  if (row.device === null) return <Pair word={t('incident.device')}>{t('incident.noDevice')}</Pair>;
  return (
    <Pair word={t('incident.device')}>
      {row.device.label !== null && <b>{row.device.label}</b>}
      <MonoValue value={row.device.ip} words={words} />
      {row.device.mac !== null && <MonoValue value={row.device.mac} words={words} />}
    </Pair>
  );
}

/** How common it is: the rule or list that most other companies met. */
function OthersPair({ others }: { others: NonNullable<IncidentDetail['others']> }) {
  const { t } = useTranslation();
  const number = useNumber();
  const [most] = [...others.found].sort((a, b) => b.companies - a.companies);
  const { companies, appliances } = most ?? { companies: 0, appliances: 0 };
  return (
    <Pair word={t('incident.othersTitle')}>
      {companies === 0
        ? t('incident.othersNone', { days: others.days })
        : t('incident.others', { days: others.days, companies: number(companies), boxes: number(appliances) })}
    </Pair>
  );
}

function PeerPair({ row, elsewhere }: Pick<HeadProps, 'row' | 'elsewhere'>) {
  const { t } = useTranslation();
  const words = useCopyWords();
  const peer = usePeer();
  const number = useNumber();
  if (row.peer === null) return <Pair word={t('incident.peer')}>{t('noPeer')}</Pair>;
  const all = toAddress({ ...NO_FILTER, state: 'all', text: row.peer.ip }, null);
  return (
    <Pair word={`${t('incident.peer')} ${t(`direction.${row.direction}`)}`}>
      <b>{peer(row)}</b>
      {row.peer.name !== null && <span>{row.peer.name}</span>}
      <MonoValue value={row.peer.ip} words={words} />
      {elsewhere.appliances > 0 ? (
        <Link to={all}>
          {t('incident.elsewhere', { boxes: number(elsewhere.appliances), n: number(elsewhere.incidents) })}
        </Link>
      ) : (
        <span className={classes['quiet']}>{t('incident.nowhereElse')}</span>
      )}
    </Pair>
  );
}

function TimesPair({ row }: { row: IncidentRow }) {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <Pair word={t('incident.when')}>
      <b>{t('incidents.times', { n: number(row.count) })}</b>
      <span>
        <TimeText iso={row.firstAt} form="second" />
        {t('until')}
        <TimeText iso={row.lastAt} form="second" />
      </span>
      <span className={classes['quiet']}>
        <AgeText since={row.lastAt} wrap={(age) => t('ago', { age })} />
      </span>
    </Pair>
  );
}

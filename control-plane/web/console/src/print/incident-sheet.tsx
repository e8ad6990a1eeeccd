import type { IncidentDetail } from '@omamori/contract/console-api';
import { formatExact, formatTime, useLanguage } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';
import { useCountryName, useNumber } from '../api/use-words.ts';
import { LetterText } from '../incident/letter-text.tsx';
import { usePeer, usePlace, useTitle } from '../incidents/row-words.tsx';
import classes from './incident-sheet.module.css';

const DETECTIONS = 8;
const LAST = 6;

/**
 * What paper shows in place of the page: facts, latest detections, the notice, notes and history on one or two A4
 * pages. It stands outside the page, so that the print style can leave out everything else.
 */
export function IncidentSheet({ detail }: { detail: IncidentDetail }) {
  return createPortal(<Sheet detail={detail} />, document.body);
}

function Sheet({ detail }: { detail: IncidentDetail }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const title = useTitle();
  const session = useQuery(sessionQuery).data;
  const phone = session?.desk.phone ?? '';
  const notice = detail.notices.find((one) => one.language === language);
  const { row } = detail;
  return (
    <div className={classes['sheet']} aria-hidden="true">
      <header>
        {session?.simulated === true && (
          <p className={classes['simulated']}>
            <b>{t('simulated.title')}</b> {t('simulated.text')}
          </p>
        )}
        <p>
          {t('product')} · {t('incident.number', { id: row.id })} · {row.company} {row.site}
        </p>
        <h1>{title(row)}</h1>
      </header>
      <Facts detail={detail} />
      <Detections detail={detail} />
      {notice !== undefined && (
        <section>
          <h2>{t('incident.owner')}</h2>
          <div className={classes['letter']}>
            <LetterText letter={notice} />
          </div>
        </section>
      )}
      <Story detail={detail} />
      <footer>
        {t('footer.desk')} {phone} · {t('print.at', { at: formatExact(new Date().toISOString()) })}
      </footer>
    </div>
  );
}

function Facts({ detail: { row } }: { detail: IncidentDetail }) {
  const { t } = useTranslation();
  const number = useNumber();
  const place = usePlace();
  const peer = usePeer();
  const ends = (ip: string | undefined, more: string | null | undefined) => [ip, more].filter(Boolean).join(' / ');
  const rows: readonly [string, ReactNode][] = [
    [t('print.result'), `${t(`outcome.${row.outcome}`)} · ${t(`severity.${row.severity}`)}`],
    [
      t('print.state'),
      [
        t(`incidentState.${row.state}`),
        row.verdict === 'unclear' ? t('verdictOf.unclear') : '',
        row.assignee === null ? '' : t('incident.assignee', { name: row.assignee }),
      ]
        .filter((part) => part !== '')
        .join(' · '),
    ],
    [t('incident.where'), place(row)],
    [t('incident.device'), row.device === null ? t('incident.noDevice') : ends(row.device.ip, row.device.mac)],
    [t('incident.peer'), `${t(`direction.${row.direction}`)} ${peer(row)} ${ends(row.peer?.ip, row.peer?.name)}`],
    [
      t('incident.when'),
      `${t('incidents.times', { n: number(row.count) })} ${formatTime(row.firstAt, 'second')}${t('until')}${formatTime(row.lastAt, 'second')}`,
    ],
  ];
  return (
    <table>
      <tbody>
        {rows.map(([word, value]) => (
          <tr key={word}>
            <th scope="row">{word}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Detections({ detail }: { detail: IncidentDetail }) {
  const { t } = useTranslation();
  const number = useNumber();
  const country = useCountryName();
  const shown = detail.detections.slice(0, DETECTIONS);
  if (shown.length === 0) return null;
  return (
    <section>
      <h2>{t('incident.detections', { n: number(shown.length), all: number(detail.detectionTotal) })}</h2>
      <table>
        <thead>
          <tr>
            <th>{t('print.time')}</th>
            <th>{t('print.result')}</th>
            <th>{t('fact.rule')}</th>
            <th>{t('fact.flow')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ epoch, sequence, detection: { at, verdict, rule, flow, peer, count } }) => (
            <tr key={`${epoch}/${sequence}`}>
              <td>{formatTime(at, 'second')}</td>
              <td>
                {t(`verdict.${verdict}`)} {count > 1 && t('incidents.times', { n: number(count) })}
              </td>
              <td>
                {rule.name} [{rule.id}]
              </td>
              <td>
                {flow.sourceIp} {flow.sourcePort} → {flow.destinationIp} {flow.destinationPort} {flow.protocol}
                {peer !== null && ` (${country(peer.country)})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Notes and history, the last few of each. */
function Story({ detail: { notes, history } }: { detail: IncidentDetail }) {
  const { t, i18n } = useTranslation();
  const word = (change: string) =>
    [`change.${change}`, `incidentState.${change}`].filter((key) => i18n.exists(key)).map((key) => t(key))[0] ?? change;
  const lines = [
    ...notes.slice(-LAST).map((note) => ({ at: note.at, who: note.author, what: note.text })),
    ...history.slice(-LAST).map(({ at, actor, change, reason }) => ({
      ...{ at, who: i18n.exists(`actor.${actor}`) ? t(`actor.${actor}`) : actor },
      what: `${word(change)}${reason === null ? '' : ` ${reason}`}`,
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{t('print.story')}</h2>
      <table>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.at} ${line.what}`}>
              <th scope="row">{formatTime(line.at)}</th>
              <td>{line.who}</td>
              <td>{line.what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

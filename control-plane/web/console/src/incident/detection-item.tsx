import type { StoredDetection } from '@omamori/contract/console-api';
import { CopyButton, MonoValue, StateWord, TimeText } from '@omamori/ui';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCopyWords, useCountryName, useNumber } from '../api/use-words.ts';
import { EvidenceView } from './evidence-view.tsx';
import classes from './incident.module.css';
import { ScrollBox } from './scroll-box.tsx';

type Flow = StoredDetection['detection']['flow'];

const end = (ip: string, port: number | null) =>
  port === null ? ip : ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;

function Line({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** One detection of the timeline; the newest is open, so that the bytes are in sight at once. */
export function DetectionItem({ stored, startsOpen }: { stored: StoredDetection; startsOpen: boolean }) {
  const { t } = useTranslation();
  const number = useNumber();
  const [open, setOpen] = useState(startsOpen);
  const { detection } = stored;
  return (
    <li>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className={classes['detection']}>
        <summary>
          <TimeText iso={detection.at} form="second" />
          <StateWord tone={detection.verdict === 'blocked' ? 'ok' : 'warn'} word={t(`verdict.${detection.verdict}`)} />
          <span className={classes['ruleName']}>{detection.rule.name}</span>
          {detection.count > 1 && <span>{t('incidents.times', { n: number(detection.count) })}</span>}
        </summary>
        {open && <DetectionFacts stored={stored} />}
      </details>
    </li>
  );
}

function DetectionFacts({ stored }: { stored: StoredDetection }) {
  const { t } = useTranslation();
  const country = useCountryName();
  const words = useCopyWords();
  const { detection } = stored;
  const { rule, flow, peer } = detection;
  const raw = JSON.stringify(stored, null, 2);
  return (
    <div className={classes['inside']}>
      {detection.recovered && <p className={classes['flag']}>{t('incident.recovered')}</p>}
      {!detection.clockSynced && <p className={classes['flag']}>{t('incident.clock')}</p>}
      <dl className={classes['facts']}>
        <Line word={t('fact.rule')}>
          {rule.name} <MonoValue value={rule.id} words={words} />
        </Line>
        <Line word={t('fact.feed')}>
          <span className="om-mono">{rule.feed}</span>{' '}
          {rule.feedDate !== undefined && t('fact.feedDate', { date: rule.feedDate })} {t(`engine.${rule.engine}`)}
          {rule.category !== null && ` · ${rule.category}`}
        </Line>
        <Line word={t('fact.flow')}>
          <FlowText flow={flow} />
        </Line>
        {peer !== null && <Line word={t('fact.country')}>{country(peer.country)}</Line>}
        {detection.device !== null && (
          <Line word={t('fact.device')}>
            {detection.device.name} <span className="om-mono">{detection.device.mac ?? detection.device.ip}</span>
          </Line>
        )}
        {detection.until !== detection.at && (
          <Line word={t('fact.until')}>
            <TimeText iso={detection.until} form="second" />
          </Line>
        )}
        <Line word={t('fact.received')}>
          <TimeText iso={stored.receivedAt} form="second" />
        </Line>
      </dl>
      {detection.evidence === null ? (
        <p className={classes['quiet']}>{t('incident.noEvidence')}</p>
      ) : (
        <EvidenceView evidence={detection.evidence} />
      )}
      <details className={classes['raw']}>
        <summary>{t('incident.raw')}</summary>
        <div className={classes['rawHead']}>
          <CopyButton value={raw} of={t('incident.raw')} words={words} />
        </div>
        <ScrollBox label={t('incident.raw')}>{raw}</ScrollBox>
      </details>
    </div>
  );
}

function FlowText({ flow }: { flow: Flow }) {
  return (
    <span className="om-mono">
      {end(flow.sourceIp, flow.sourcePort)} → {end(flow.destinationIp, flow.destinationPort)} {flow.protocol}
      {flow.applicationProtocol !== null && ` (${flow.applicationProtocol})`}
    </span>
  );
}

import type { AdminStatus } from '@omamori/contract/admin-api';
import { formatTime, formatVolume, StateWord, TimeText, useLanguage } from '@omamori/ui';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

function Line({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The state of the box in words: center, cables, rules, what is closed, what waits. */
export function BoxFacts({ status }: { status: AdminStatus }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { center, engine, config } = status;
  return (
    <section aria-labelledby="facts" className={classes['stack']}>
      <h2 id="facts">{t('facts.title')}</h2>
      <dl className={classes['state']}>
        <Line word={t('facts.center')}>
          <StateWord tone={center.connected ? 'ok' : 'warn'} word={t(center.connected ? 'facts.on' : 'facts.off')} />
          {center.since !== null && <TimeText iso={center.since} wrap={(time) => t('facts.since', { time })} />}
        </Line>
        {status.ports.map((port) => (
          <Line key={port.side} word={t(`side.${port.side}`)}>
            <StateWord tone={port.up ? 'ok' : 'danger'} word={t(port.up ? 'facts.up' : 'facts.down')} />
          </Line>
        ))}
        <Line word={t('facts.rules')}>
          {engine.rulesLoaded === null
            ? t('unknown')
            : t('facts.rulesLoaded', { n: engine.rulesLoaded.toLocaleString(language) })}
          {engine.rulesDate !== null && (
            <span>{t('facts.rulesDate', { date: formatTime(engine.rulesDate, 'date') })}</span>
          )}
        </Line>
        {status.uninspected !== undefined && (
          <Line word={t('facts.uninspected')}>
            {t(status.uninspected.today.packets === 0 ? 'facts.noneUninspected' : 'facts.someUninspected', {
              seconds: Math.ceil(status.uninspected.today.seconds).toLocaleString(language),
              volume: formatVolume(status.uninspected.today.bytes, language),
            })}
          </Line>
        )}
        {status.trusted !== undefined && (
          <Line word={t('facts.trusted')}>{formatVolume(status.trusted.today.bytes, language)}</Line>
        )}
        {status.files !== undefined && <FilesLine files={status.files} />}
        {status.system !== undefined && <SystemLine system={status.system} />}
        <Line word={t('facts.ports')}>
          <Ports ports={config.closedPorts} />
        </Line>
        <Line word={t('facts.countries')}>
          <Countries codes={config.blockedCountries} />
        </Line>
        <Line word={t('facts.devices')}>{t('facts.count', { n: status.devices.toLocaleString(language) })}</Line>
        <Line word={t('facts.waiting')}>
          {t(status.waitingForCenter === 0 ? 'facts.noneWaiting' : 'facts.someWaiting', {
            n: status.waitingForCenter.toLocaleString(language),
          })}
        </Line>
        <Line word={t('facts.version')}>{t('facts.versionNumber', { n: config.version })}</Line>
      </dl>
    </section>
  );
}

/** What is read of files, and what is not and why: no more is claimed than is done. */
function FilesLine({ files }: { files: NonNullable<AdminStatus['files']> }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const n = (value: number) => value.toLocaleString(language);
  return (
    <Line word={t('facts.files')}>
      <StateWord
        tone={files.state === 'reading' ? (files.scanner ? 'ok' : 'warn') : 'danger'}
        word={t(files.state === 'away' ? 'facts.filesAway' : files.scanner ? 'facts.filesRead' : 'facts.filesByList')}
      />
      <span>{t('facts.filesFound', { viruses: n(files.viruses), unjudged: n(files.unjudged) })}</span>
      <span>
        {t('facts.filesUnread', {
          volume: formatVolume(files.unreadBytes, language),
          seconds: n(Math.ceil(files.unreadSeconds ?? 0)),
        })}
      </span>
      <span>{t('facts.filesNever')}</span>
    </Line>
  );
}

/** The box's own program set: which version runs, and how the last change of it ended. */
function SystemLine({ system }: { system: NonNullable<AdminStatus['system']> }) {
  const { t } = useTranslation();
  const { last } = system;
  return (
    <Line word={t('facts.system')}>
      {system.trial && <StateWord tone="warn" word={t('facts.systemTrial')} />}
      <span>{t('facts.systemRuns', { version: system.version, slot: system.slot.toUpperCase() })}</span>
      {last !== null && (
        <span>
          <TimeText iso={last.at} /> {t(`systemOutcome.${last.outcome}`, { version: last.version })}
        </span>
      )}
    </Line>
  );
}

function Ports({ ports }: { ports: readonly string[] }) {
  const { t, i18n } = useTranslation();
  if (ports.length === 0) return t('facts.none');
  return (
    <ul>
      {ports.map((port) => {
        const number = port.split('/').at(-1) ?? port;
        return (
          <li key={port}>
            {i18n.exists(`service.${number}`) ? `${t(`service.${number}`)} ` : ''}
            <span className="om-mono">{port}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Countries({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const names = useMemo(() => new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }), [language]);
  if (codes.length === 0) return t('facts.none');
  const list = new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' });
  return list.format(codes.map((code) => names.of(code) ?? code));
}

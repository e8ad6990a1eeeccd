import type { ApplianceRow } from '@omamori/contract/console-api';
import { formatVolume, StateWord, useLanguage } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import classes from './appliance.module.css';

/** What the box's antivirus reads of files, what it does not, and why; nothing while it is off. */
export function FilesNotice({ row }: { row: ApplianceRow }) {
  const { t, i18n } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const { files } = row;
  if (files === null || files === undefined) return null;
  const state = files.state === 'away' ? 'away' : files.scanner ? 'reading' : 'lists';
  const tone = { away: 'danger', lists: 'caution', reading: 'ok' } as const;
  const reasons = [...Object.entries(files.unjudgedBy ?? {}), ...Object.entries(files.unreadBy ?? {})];
  const shown = reasons.filter(([, count]) => count > 0);
  const why = (reason: string) => t(`filesState.why.${i18n.exists(`filesState.why.${reason}`) ? reason : 'other'}`);
  return (
    <section aria-labelledby="files-state" className={classes['head']} data-tone={tone[state]}>
      <h2 id="files-state">{t('filesState.title')}</h2>
      <p>
        <StateWord tone={tone[state]} word={t(`filesState.state.${state}`)} /> {t('filesState.never')}
      </p>
      <dl className={classes['summary']}>
        <Fact word={t('filesState.viruses')} value={number(files.viruses)} />
        <Fact word={t('filesState.unjudged')} value={number(files.unjudged)} />
        <Fact word={t('filesState.known')} value={number(files.knownHashes ?? 0)} />
        <Fact word={t('filesState.readBytes')} value={formatVolume(files.readBytes, language)} />
        <Fact word={t('filesState.unreadBytes')} value={formatVolume(files.unreadBytes, language)} />
        <Fact
          word={t('filesState.unreadTime')}
          value={t('filesState.seconds', { n: number(Math.ceil(files.unreadSeconds ?? 0)) })}
        />
        {shown.map(([reason, count]) => (
          <Fact key={reason} word={why(reason)} value={number(count)} />
        ))}
      </dl>
    </section>
  );
}

function Fact({ word, value }: { word: string; value: string }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{value}</dd>
    </div>
  );
}

import { Button, Loader } from '@mantine/core';
import type { ReplayAnswer } from '@omamori/contract/console-api';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { StateWord, useNow } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../api/use-error-words.ts';
import { useNumber } from '../api/use-words.ts';
import classes from './policy.module.css';
import { ReplayDevices } from './replay-devices.tsx';
import type { ReplayState } from './use-replay.ts';

const DAY_MS = 86_400_000;

/** What the box's own traffic of the last days would have lost. */
export function ReplayPanel({ state, onAgain }: { state: ReplayState; onAgain: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorWords();
  if (state.at === 'none') return null;
  return (
    <section className={classes['preview']} aria-labelledby="replay" aria-busy={state.at === 'asking'}>
      <h3 id="replay">{t('policy.replay.title')}</h3>
      <div role="status">
        {state.at === 'asking' && <Asking sinceMs={state.sinceMs} />}
        {state.at === 'there' && <Summary answer={state.answer} />}
        {state.at === 'failed' && (
          <p>
            {sentence(state.error)} <span className="om-mono">{state.error.code}</span>
          </p>
        )}
      </div>
      {state.at === 'there' && state.answer.report !== null && <ReplayDevices report={state.answer.report} />}
      {(state.at === 'failed' || (state.at === 'there' && state.answer.outcome !== 'answered')) && (
        <Button variant="default" className={classes['start'] ?? ''} onClick={onAgain}>
          {t('actions.retry')}
        </Button>
      )}
    </section>
  );
}

function Asking({ sinceMs }: { sinceMs: number }) {
  const { t } = useTranslation();
  const number = useNumber();
  const seconds = Math.max(0, Math.round((useNow(1000) - sinceMs) / 1000));
  return (
    <div className={classes['asking']}>
      <Loader size={18} aria-hidden="true" />
      <span>{t('policy.replay.asking')}</span>
      {seconds >= 3 && (
        <span className={classes['hint']} aria-hidden="true">
          {t('policy.replay.seconds', { n: number(seconds) })}
        </span>
      )}
    </div>
  );
}

function Summary({ answer }: { answer: ReplayAnswer }) {
  const { t, i18n } = useTranslation();
  if (answer.report !== null) return <ReplaySummary report={answer.report} />;
  const known = answer.code !== null && i18n.exists(`errors.${answer.code}`);
  return (
    <p>
      {known ? t(`errors.${answer.code}`) : t(`policy.replay.outcome.${answer.outcome}`)}{' '}
      {answer.code !== null && <span className="om-mono">{answer.code}</span>}
    </p>
  );
}

/** One sentence, also shown before sending. */
export function ReplaySummary({ report }: { report: ReplayReport }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { lost, window, already, gaps } = report;
  if (window === null) return <p>{t('policy.replay.noHistory')}</p>;
  const days = number(Math.max(1, Math.ceil((Date.parse(window.to) - Date.parse(window.from)) / DAY_MS)));
  return (
    <>
      {lost.flows === 0 ? (
        <p>
          <StateWord tone="ok" word={t('policy.replay.nothingWord')} /> {t('policy.replay.nothing', { days })}
        </p>
      ) : (
        <p>
          <StateWord tone="warn" word={t('policy.warningWord')} /> {t('policy.replay.lost', { days })}{' '}
          {t('policy.replay.counts', {
            devices: number(lost.devices),
            destinations: number(lost.destinations),
            n: number(lost.flows),
          })}
        </p>
      )}
      {already.flows > 0 && (
        <p className={classes['hint']}>{t('policy.replay.already', { n: number(already.destinations) })}</p>
      )}
      {gaps.missed > 0 && <p className={classes['hint']}>{t('policy.replay.missed', { n: number(gaps.missed) })}</p>}
    </>
  );
}

import { Skeleton } from '@mantine/core';
import type { PolicyPreview } from '@omamori/contract/console-api';
import { StateWord, useLanguage } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../api/use-error-words.ts';
import { useNumber } from '../api/use-words.ts';
import classes from './policy.module.css';
import type { PreviewState } from './use-preview.ts';

/** What will change, in the center's own sentences. */
export function PreviewPanel({ state }: { state: PreviewState }) {
  const { t } = useTranslation();
  const sentence = useErrorWords();
  return (
    <section
      className={classes['preview']}
      aria-labelledby="preview"
      aria-live="polite"
      aria-busy={state.at === 'asking'}
    >
      <h3 id="preview">{t('policy.preview')}</h3>
      {state.at === 'none' && <p className={classes['hint']}>{t('policy.previewNone')}</p>}
      {state.at === 'asking' && <Skeleton height={18} />}
      {state.at === 'failed' && (
        <p>
          {sentence(state.error)} <span className="om-mono">{state.error.code}</span>
        </p>
      )}
      {state.at === 'there' && <PreviewWords preview={state.preview} />}
    </section>
  );
}

/** A second look is asked for, but it may be sent. */
export function isWarning(code: string): boolean {
  return code.startsWith('CTR_WARN_');
}

export function PreviewWords({ preview }: { preview: PolicyPreview }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  return (
    <>
      <ul className={classes['sentences']}>
        {preview.sentences[language].map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p className={classes['hint']}>{t('policy.touched', { n: number(preview.touched) })}</p>
      <Problems problems={preview.problems} />
    </>
  );
}

export function Problems({ problems }: Pick<PolicyPreview, 'problems'>) {
  const { t, i18n } = useTranslation();
  const { language } = useLanguage();
  return problems.map((problem) => (
    <p key={problem.code + problem.message}>
      <StateWord
        tone={isWarning(problem.code) ? 'warn' : 'danger'}
        word={t(isWarning(problem.code) ? 'policy.warningWord' : 'policy.problemWord')}
      />{' '}
      {problem.words?.[language] ??
        (i18n.exists(`errors.${problem.code}`) ? t(`errors.${problem.code}`) : problem.message)}{' '}
      <span className="om-mono">{problem.code}</span>
    </p>
  ));
}

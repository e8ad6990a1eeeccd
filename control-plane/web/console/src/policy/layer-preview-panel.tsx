import { Skeleton } from '@mantine/core';
import type { LayerPreview } from '@omamori/contract/console-api/layers';
import { useLanguage } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../api/use-error-words.ts';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { appliancePath } from '../routing/routes.ts';
import classes from './policy.module.css';
import { Problems } from './preview-panel.tsx';
import type { LayerPreviewState } from './use-layer-preview.ts';

/** What will change, and for which boxes. */
export function LayerPreviewPanel({ state }: { state: LayerPreviewState }) {
  const { t } = useTranslation();
  const sentence = useErrorWords();
  return (
    <section
      className={classes['preview']}
      aria-labelledby="preview"
      aria-live="polite"
      aria-busy={state.at === 'asking'}
    >
      <h2 id="preview" className={classes['small']}>
        {t('policy.preview')}
      </h2>
      {state.at === 'none' && <p className={classes['hint']}>{t('policy.previewNone')}</p>}
      {state.at === 'asking' && <Skeleton height={18} />}
      {state.at === 'failed' && (
        <p>
          {sentence(state.error)} <span className="om-mono">{state.error.code}</span>
        </p>
      )}
      {state.at === 'there' && <LayerPreviewWords preview={state.preview} />}
    </section>
  );
}

export function LayerPreviewWords({ preview }: { preview: LayerPreview }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const hidden = preview.total - preview.appliances.length;
  return (
    <>
      <ul className={classes['sentences']}>
        {preview.sentences[language].map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p>
        <b>{preview.total === 0 ? t('layers.nobody') : t('layers.affected', { n: number(preview.total) })}</b>
      </p>
      {preview.appliances.length > 0 && (
        <ul className={classes['affected']}>
          {preview.appliances.map(({ company, id, site }) => (
            <li key={id}>
              <Link to={appliancePath(id)}>
                {company} {site}
              </Link>
            </li>
          ))}
          {hidden > 0 && <li>{t('done.more', { n: number(hidden) })}</li>}
        </ul>
      )}
      <Problems problems={preview.problems} />
    </>
  );
}

import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LayerName } from '../api/layers.ts';
import type { LayerScalars } from './layer-draft.ts';
import classes from './policy.module.css';
import { SCALARS, useScalarWord } from './scalar-words.ts';

interface LayerScalarsFieldProps {
  scope: LayerName['scope'];
  scalars: LayerScalars;
  onChange: (scalars: LayerScalars) => void;
}

/** The four values of which the most specific layer decides; the first choice leaves it to the layer above. */
export function LayerScalarsField({ scope, scalars, onChange }: LayerScalarsFieldProps) {
  const { t } = useTranslation();
  const word = useScalarWord();
  return (
    <fieldset className={classes['field']}>
      <legend>{t('layers.scalars')}</legend>
      <p className={classes['hint']}>{t('layers.scalarsHint')}</p>
      <div className={classes['pair']}>
        {SCALARS.map(({ key, choices }) => (
          <NativeSelect
            key={key}
            label={t(`layers.scalar.${key}`)}
            data={[
              { value: '', label: t(`layers.leaveTo.${scope}`) },
              ...choices.map((value) => ({ value, label: word(key, value) })),
            ]}
            value={scalars[key] ?? ''}
            onChange={(event) => {
              const chosen = choices.find((one) => one === event.currentTarget.value) ?? null;
              onChange({ ...scalars, [key]: chosen });
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}

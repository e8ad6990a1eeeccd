import { NativeSelect } from '@mantine/core';
import type { FailModes } from '@omamori/contract/desired-state';
import { useTranslation } from 'react-i18next';
import classes from './policy.module.css';

const CAUSES = ['engineDead', 'queueFull'] as const;

export function FailModeField({ modes, onChange }: { modes: FailModes; onChange: (modes: FailModes) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes['field']}>
      <legend>{t('policy.failModes')}</legend>
      <p className={classes['hint']}>{t('policy.failModesHint')}</p>
      <div className={classes['pair']}>
        {CAUSES.map((cause) => (
          <NativeSelect
            key={cause}
            label={t(`policy.causes.${cause}`)}
            data={(['open', 'closed'] as const).map((value) => ({ value, label: t(`policy.fail.${value}`) }))}
            value={modes[cause]}
            onChange={(event) =>
              onChange({ ...modes, [cause]: event.currentTarget.value === 'closed' ? 'closed' : 'open' })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

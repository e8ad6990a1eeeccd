import { NativeSelect } from '@mantine/core';
import type { Antivirus } from '@omamori/contract/desired-state';
import { useTranslation } from 'react-i18next';
import classes from './policy.module.css';

const MODES = ['block', 'detect', 'off'] as const;

interface FilesFieldProps {
  antivirus: Antivirus;
  onChange: (antivirus: Antivirus) => void;
}

/** Whether files wait for their verdict on the way, and what happens to those that nobody could judge. */
export function FilesField({ antivirus, onChange }: FilesFieldProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes['field']}>
      <legend>{t('files.title')}</legend>
      <p className={classes['hint']}>{t('files.hint')}</p>
      <div className={classes['pair']}>
        <NativeSelect
          label={t('files.mode')}
          data={MODES.map((value) => ({ value, label: t(`files.modes.${value}`) }))}
          value={antivirus.mode}
          onChange={(event) => {
            const chosen = MODES.find((one) => one === event.currentTarget.value);
            onChange({ ...antivirus, mode: chosen ?? antivirus.mode });
          }}
        />
        <NativeSelect
          label={t('files.lateLabel')}
          description={t('files.lateHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          disabled={antivirus.mode !== 'block'}
          data={(['open', 'closed'] as const).map((value) => ({ value, label: t(`files.late.${value}`) }))}
          value={antivirus.late}
          onChange={(event) =>
            onChange({ ...antivirus, late: event.currentTarget.value === 'closed' ? 'closed' : 'open' })
          }
        />
      </div>
    </fieldset>
  );
}

import { NativeSelect } from '@mantine/core';
import type { WebGuard } from '@omamori/contract/desired-state';
import { useTranslation } from 'react-i18next';
import classes from './policy.module.css';

const QUIC = ['inspect', 'block'] as const;
const HIDDEN = ['allow', 'report', 'block'] as const;

interface WebGuardFieldProps {
  webGuard: WebGuard;
  onChange: (webGuard: WebGuard) => void;
}

/** What hides from the box where a device goes. Listed sites are refused whatever is chosen here. */
export function WebGuardField({ webGuard, onChange }: WebGuardFieldProps) {
  const { t } = useTranslation();
  const set = (part: Partial<WebGuard>) => onChange({ ...webGuard, ...part });
  return (
    <fieldset className={classes['field']}>
      <legend>{t('webGuard.title')}</legend>
      <p className={classes['hint']}>{t('webGuard.hint')}</p>
      <div className={classes['pair']}>
        <NativeSelect
          label={t('webGuard.label.quic')}
          description={t('webGuard.about.quic')}
          data={QUIC.map((value) => ({ value, label: t(`webGuard.quic.${value}`) }))}
          value={webGuard.quic}
          onChange={(event) => set({ quic: oneOf(QUIC, event.currentTarget.value, webGuard.quic) })}
        />
        <NativeSelect
          label={t('webGuard.label.encryptedDns')}
          description={t('webGuard.about.encryptedDns')}
          data={HIDDEN.map((value) => ({ value, label: t(`webGuard.encryptedDns.${value}`) }))}
          value={webGuard.encryptedDns}
          onChange={(event) => set({ encryptedDns: oneOf(HIDDEN, event.currentTarget.value, webGuard.encryptedDns) })}
        />
        <NativeSelect
          label={t('webGuard.label.ech')}
          description={t('webGuard.about.ech')}
          data={HIDDEN.map((value) => ({ value, label: t(`webGuard.ech.${value}`) }))}
          value={webGuard.ech}
          onChange={(event) => set({ ech: oneOf(HIDDEN, event.currentTarget.value, webGuard.ech) })}
        />
      </div>
    </fieldset>
  );
}

function oneOf<T extends string>(choices: readonly T[], value: string, otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}

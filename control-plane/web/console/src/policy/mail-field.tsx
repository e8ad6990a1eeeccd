import { NativeSelect } from '@mantine/core';
import { MAIL_CLASSES, type MailPolicy } from '@omamori/contract/mail-policy';
import { useTranslation } from 'react-i18next';
import classes from './policy.module.css';

const MODES = ['block', 'detect', 'off'] as const;

interface MailFieldProps {
  mail: MailPolicy;
  /** Files are read on their way at all. */
  reads: boolean;
  onChange: (mail: MailPolicy) => void;
}

/** What happens to mail that tries to cheat, one choice for each class of signs. */
export function MailField({ mail, reads, onChange }: MailFieldProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes['field']}>
      <legend>{t('mail.title')}</legend>
      <p className={classes['hint']}>
        {t('mail.hint')}
        {!reads && ` ${t('mail.needs')}`}
      </p>
      <div className={classes['pair']}>
        {MAIL_CLASSES.map((part) => (
          <NativeSelect
            key={part}
            label={t(`mail.classes.${part}`)}
            data={MODES.map((value) => ({ value, label: t(`mail.modes.${value}`) }))}
            value={mail[part]}
            onChange={(event) => {
              const chosen = MODES.find((one) => one === event.currentTarget.value);
              onChange({ ...mail, [part]: chosen ?? mail[part] });
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}

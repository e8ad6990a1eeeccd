import { Button } from '@mantine/core';
import type { SecondFactorOffer } from '@omamori/contract/console-api/people';
import { MonoValue } from '@omamori/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { confirmSecondFactor, offerSecondFactor } from '../api/people.ts';
import { useCopyWords } from '../api/use-words.ts';
import { CodeField, PasswordField, Refusal } from '../sign-in/secret-fields.tsx';
import { useSubmit } from '../sign-in/use-submit.ts';
import { QrCode } from './qr-code.tsx';
import classes from './settings.module.css';

/** Password, then the secret as QR code and text, then a first code, then the recovery codes: each is shown once. */
export function SecondFactorForm({ onDone }: { onDone: () => void }) {
  const [offer, setOffer] = useState<SecondFactorOffer | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (offer !== null) return <ConfirmStep offer={offer} onConfirmed={setCodes} />;
  return <PasswordStep onOffer={setOffer} />;
}

function PasswordStep({ onOffer }: { onOffer: (offer: SecondFactorOffer) => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const { busy, refused, onSubmit } = useSubmit(() => offerSecondFactor(password), onOffer);
  return (
    <form onSubmit={onSubmit} noValidate className={classes['form']}>
      <PasswordField
        purpose="current"
        label={t('account.current')}
        hint={t('account.factorPassword')}
        value={password}
        onChange={setPassword}
      />
      <Refusal error={refused} />
      <Button type="submit" loading={busy}>
        {t('actions.beginFactor')}
      </Button>
    </form>
  );
}

interface ConfirmProps {
  offer: SecondFactorOffer;
  onConfirmed: (codes: readonly string[]) => void;
}

function ConfirmStep({ offer, onConfirmed }: ConfirmProps) {
  const { t } = useTranslation();
  const words = useCopyWords();
  const [code, setCode] = useState('');
  const { busy, refused, onSubmit } = useSubmit(
    () => confirmSecondFactor(code),
    ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  );
  return (
    <form onSubmit={onSubmit} noValidate className={classes['form']}>
      <ol className={classes['steps']}>
        <li>{t('account.scan')}</li>
      </ol>
      <QrCode text={offer.uri} label={t('account.qr')} />
      <p>
        {t('account.secretText')} <MonoValue value={offer.secret} words={words} />
      </p>
      <ol className={classes['steps']} start={2}>
        <li>{t('account.typeCode')}</li>
      </ol>
      <CodeField autoFocus label={t('account.sixDigits')} value={code} onChange={setCode} />
      <Refusal error={refused} />
      <Button type="submit" loading={busy}>
        {t('actions.confirmFactor')}
      </Button>
    </form>
  );
}

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const words = useCopyWords();
  const text = codes.join('\n');
  return (
    <div className={classes['form']}>
      <h3>{t('account.recoveryTitle')}</h3>
      <p>{t('account.recoveryLead')}</p>
      <ul className={classes['codes']}>
        {codes.map((code) => (
          <li key={code} className="om-mono">
            {code}
          </li>
        ))}
      </ul>
      <div className={classes['buttons']}>
        <Button variant="default" onClick={() => void navigator.clipboard?.writeText(text)}>
          {words.copy}
        </Button>
        <Button autoFocus onClick={onDone}>
          {t('actions.wroteDown')}
        </Button>
      </div>
    </div>
  );
}

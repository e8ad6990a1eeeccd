import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { removeSecondFactor } from '../api/people.ts';
import { PasswordField, Refusal } from '../sign-in/secret-fields.tsx';
import { useSubmit } from '../sign-in/use-submit.ts';
import { SecondFactorForm } from './second-factor-form.tsx';
import classes from './settings.module.css';

/** Setting up, replacing and, where the center allows it, switching off. */
export function FactorSection({ on, onDone }: { on: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<'nothing' | 'setting' | 'removing'>('nothing');
  const done = () => {
    setDoing('nothing');
    onDone();
  };
  if (doing === 'setting') return <SecondFactorForm onDone={done} />;
  if (doing === 'removing') return <RemoveForm onDone={done} onCancel={() => setDoing('nothing')} />;
  return (
    <>
      <p>{t(on ? 'account.factorOn' : 'account.factorOff')}</p>
      <div className={classes['buttons']}>
        <Button variant={on ? 'default' : 'filled'} onClick={() => setDoing('setting')}>
          {t(on ? 'actions.replaceFactor' : 'actions.setUpFactor')}
        </Button>
        {on && (
          <Button variant="default" onClick={() => setDoing('removing')}>
            {t('actions.removeFactor')}
          </Button>
        )}
      </div>
    </>
  );
}

/** The center refuses where the role needs it, and says so. */
function RemoveForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const { busy, refused, onSubmit } = useSubmit(() => removeSecondFactor(password), onDone);
  return (
    <form onSubmit={onSubmit} noValidate className={classes['form']}>
      <p>{t('account.removeFactor')}</p>
      <PasswordField purpose="current" label={t('account.current')} value={password} onChange={setPassword} />
      <Refusal error={refused} />
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onCancel}>
          {t('actions.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('actions.removeFactor')}
        </Button>
      </div>
    </form>
  );
}

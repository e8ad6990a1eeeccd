import { Button, Checkbox, Modal } from '@mantine/core';
import type { AccountRow, AccountSecret } from '@omamori/contract/console-api/people';
import type { Answer } from '@omamori/ui';
import { MonoValue } from '@omamori/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeAccount, endSessionsOf, resetAccount } from '../api/people.ts';
import { useCopyWords } from '../api/use-words.ts';
import { Refusal } from '../sign-in/secret-fields.tsx';
import { useSubmit } from '../sign-in/use-submit.ts';
import classes from './people.module.css';

export type Question = 'reset' | 'endSessions' | 'disable' | 'enable';

interface AskDialogProps {
  account: AccountRow;
  question: Question;
  onClose: () => void;
  onDone: (secret: AccountSecret | null) => void;
}

/** Asks once, with the person's name and what will happen. */
export function AskDialog({ account, question, onClose, onDone }: AskDialogProps) {
  const { t } = useTranslation();
  const [secondFactor, setSecondFactor] = useState(false);
  const { busy, refused, onSubmit } = useSubmit(() => ask(account, question, secondFactor), onDone);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`people.ask.${question}`, { name: account.displayName })}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <form onSubmit={onSubmit} className={classes['form']}>
        <p>{t(`people.effect.${question}`)}</p>
        {question === 'reset' && account.secondFactor && (
          <Checkbox
            label={t('people.alsoFactor')}
            checked={secondFactor}
            onChange={(event) => setSecondFactor(event.currentTarget.checked)}
          />
        )}
        <Refusal error={refused} />
        <div className={classes['buttons']}>
          <Button variant="default" onClick={onClose}>
            {t('actions.cancel')}
          </Button>
          <Button type="submit" loading={busy} data-autofocus>
            {t(`actions.${question}`)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

async function ask(account: AccountRow, question: Question, factor: boolean): Promise<Answer<AccountSecret | null>> {
  if (question === 'reset') return await resetAccount(account.id, factor);
  if (question === 'endSessions') return await endSessionsOf(account.id);
  const changed = await changeAccount(account.id, { state: question === 'disable' ? 'disabled' : 'active' });
  return changed.ok ? { ok: true, value: null } : changed;
}

/** The one time a temporary password is seen. */
export function SecretDialog({ secret, onClose }: { secret: AccountSecret; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useCopyWords();
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={t('people.secretTitle', { name: secret.account.displayName })}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <div className={classes['form']}>
        <p>{t('people.secretLead')}</p>
        <p className={classes['secret']}>
          <MonoValue value={secret.password} words={words} />
        </p>
        <div className={classes['buttons']}>
          <Button onClick={onClose} data-autofocus>
            {t('actions.handedOver')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

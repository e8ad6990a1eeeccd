import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import type { AccountRow, AccountSecret, PeopleAnswer, Scope } from '@omamori/contract/console-api/people';
import { ROLES, type Role } from '@omamori/contract/console-api/roles';
import type { Answer } from '@omamori/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addAccount, changeAccount } from '../api/people.ts';
import { NameField, Refusal } from '../sign-in/secret-fields.tsx';
import { useSubmit } from '../sign-in/use-submit.ts';
import classes from './people.module.css';
import { ScopeField } from './scope-field.tsx';

interface AccountDialogProps {
  /** null: a new one. */
  account: AccountRow | null;
  choices: PeopleAnswer;
  onClose: () => void;
  /** A new account comes with its temporary password. */
  onDone: (secret: AccountSecret | null) => void;
}

export function AccountDialog({ account, onClose, ...rest }: AccountDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={account === null ? t('people.add') : t('people.changeNamed', { name: account.displayName })}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <Form {...rest} account={account} onClose={onClose} />
    </Modal>
  );
}

function Form({ account, choices, onClose, onDone }: AccountDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState(account?.displayName ?? '');
  const [role, setRole] = useState<Role>(account?.role ?? 'desk');
  const [scope, setScope] = useState<Scope>(account?.scope ?? { kind: 'all' });
  const [missing, setMissing] = useState(false);
  const wanted: Scope = role === 'admin' ? { kind: 'all' } : scope;
  const nothingChosen = wanted.kind === 'some' && wanted.companies.length + wanted.appliances.length === 0;
  const { busy, refused, onSubmit } = useSubmit<AccountSecret | null>(
    async (): Promise<Answer<AccountSecret | null>> => {
      if (account === null) return await addAccount({ name, displayName, role, scope: wanted });
      const changed = await changeAccount(account.id, changesOf(account, { displayName, role, scope: wanted }));
      return changed.ok ? { ok: true, value: null } : changed;
    },
    onDone,
  );
  const incomplete = displayName.trim() === '' || nothingChosen || (account === null && name.trim() === '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(incomplete);
    if (!incomplete) onSubmit(event);
  };
  const need = (value: string) => (missing && value.trim() === '' ? t('people.missing') : null);
  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      {account === null && (
        <NameField
          autoFocus
          label={t('signIn.name')}
          hint={t('people.nameHint')}
          value={name}
          error={need(name)}
          onChange={setName}
        />
      )}
      <TextInput
        label={t('people.displayName')}
        maxLength={60}
        value={displayName}
        error={need(displayName)}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('people.role')}
        description={t(`roleHint.${role}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={ROLES.map((one) => ({ value: one, label: t(`role.${one}`) }))}
        value={role}
        onChange={(event) => setRole(ROLES.find((one) => one === event.currentTarget.value) ?? role)}
      />
      {role === 'admin' ? (
        <p className={classes['hint']}>{t('scope.admin')}</p>
      ) : (
        <ScopeField
          scope={scope}
          choices={choices}
          error={missing && nothingChosen ? t('scope.missing') : null}
          onChange={setScope}
        />
      )}
      <Refusal error={refused} />
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose}>
          {t('actions.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t(account === null ? 'actions.addPerson' : 'actions.save')}
        </Button>
      </div>
    </form>
  );
}

/** Only what differs: whoever keeps the rights keeps the session. */
function changesOf(account: AccountRow, wanted: { displayName: string; role: Role; scope: Scope }) {
  const same = JSON.stringify(account.scope) === JSON.stringify(wanted.scope);
  return {
    ...(account.displayName === wanted.displayName ? {} : { displayName: wanted.displayName }),
    ...(account.role === wanted.role ? {} : { role: wanted.role }),
    ...(same ? {} : { scope: wanted.scope }),
  };
}

import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepViews } from '../api/commands.ts';
import { viewsKey, viewsQuery } from '../api/queries.ts';
import { CommandFailure } from '../policy/timed-command.tsx';
import { INCIDENTS } from '../routing/routes.ts';
import { navigate } from '../routing/use-location.ts';
import classes from './incidents.module.css';

const MOST = 30;

/** The named views of the account; `search` is the query of the address now, without the cursor. */
export function SavedViews({ search }: { search: string }) {
  const { t } = useTranslation();
  const views = useQuery(viewsQuery).data?.views ?? [];
  const [opened, setOpened] = useState(false);
  const current = views.find((view) => view.search === search);
  return (
    <>
      {views.length > 0 && (
        <NativeSelect
          aria-label={t('views.choose')}
          data={[{ value: '', label: t('views.choose') }, ...views.map(({ name }) => ({ value: name, label: name }))]}
          value={current?.name ?? ''}
          onChange={(event) => {
            const chosen = views.find(({ name }) => name === event.currentTarget.value);
            if (chosen === undefined) return;
            navigate(`${INCIDENTS}${chosen.search}`, 'push');
          }}
        />
      )}
      <Button variant="default" size="sm" onClick={() => setOpened(true)}>
        {t('actions.keepView')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('views.title')}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
        transitionProps={{ duration: 0 }}
      >
        <ViewsForm search={search} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function ViewsForm({ search, onClose }: { search: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const views = useQuery(viewsQuery).data?.views ?? [];
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const [failure, setFailure] = useState<Parameters<typeof CommandFailure>[0]['error']>(null);
  const keep = async (next: typeof views, close: boolean) => {
    const answer = await keepViews({ views: next });
    setFailure(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    queries.setQueryData(viewsKey, answer.value);
    if (close) onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    setMissing(wanted === '');
    if (wanted === '') return;
    void keep([...views.filter((view) => view.name !== wanted), { name: wanted, search }].slice(-MOST), true);
  };
  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      <TextInput
        data-autofocus
        label={t('views.name')}
        description={t('views.hint')}
        maxLength={60}
        value={name}
        error={missing && name.trim() === '' ? t('views.missing') : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit">{t('actions.keepView')}</Button>
      {views.length > 0 && (
        <ul className={classes['views']} aria-label={t('views.choose')}>
          {views.map((view) => (
            <li key={view.name}>
              <span>{view.name}</span>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t('views.remove', { name: view.name })}
                onClick={() =>
                  void keep(
                    views.filter((one) => one !== view),
                    false,
                  )
                }
              >
                {t('actions.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <CommandFailure error={failure} />
    </form>
  );
}

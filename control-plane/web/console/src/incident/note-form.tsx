import { Button, Textarea } from '@mantine/core';
import { LONGEST_NOTE } from '@omamori/contract/console-api/triage';
import type { RequestError } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addNote } from '../api/commands.ts';
import { incidentKey } from '../api/queries.ts';
import { useMay } from '../api/use-person.ts';
import { isConversion } from '../keys/key-guard.ts';
import { CommandFailure } from '../policy/timed-command.tsx';
import classes from './incident.module.css';

interface NoteFormProps {
  incident: number;
  autoFocus?: boolean;
  onDone?: () => void;
}

/** Ctrl+Enter sends. What is sent stays as it is: author and time come from the center. */
export function NoteForm({ incident, autoFocus = false, onDone }: NoteFormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const may = useMay('desk');
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<RequestError | null>(null);
  const send = async () => {
    const said = text.trim();
    setMissing(said === '');
    if (said === '' || sending) return;
    setSending(true);
    const answer = await addNote(incident, said);
    setSending(false);
    setFailure(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setText('');
    await queries.invalidateQueries({ queryKey: incidentKey(incident) });
    onDone?.();
  };
  if (!may) return <p className={classes['quiet']}>{t('notAllowed.note')}</p>;
  return (
    <form
      noValidate
      className={classes['stack']}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        data-autofocus={autoFocus ? true : undefined}
        label={t('notes.text')}
        description={t('notes.hint')}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={LONGEST_NOTE}
        value={text}
        error={missing && text.trim() === '' ? t('notes.missing') : null}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isConversion(event.nativeEvent))
            void send();
        }}
      />
      <CommandFailure error={failure} />
      <div className={classes['buttons']}>
        <Button type="submit" variant="default" loading={sending}>
          {t('actions.addNote')}
        </Button>
      </div>
    </form>
  );
}

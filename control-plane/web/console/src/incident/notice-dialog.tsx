import { Button, Modal } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import type { NoticePreview } from '@omamori/contract/console-api/triage';
import { Choice, LANGUAGES, type Language, type RequestError, useLanguage } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { handOverNotice } from '../api/commands.ts';
import { incidentKey, noticeQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { useErrorWords } from '../api/use-error-words.ts';
import { useMay } from '../api/use-person.ts';
import { useLive } from '../live/live-provider.tsx';
import { CommandFailure } from '../policy/timed-command.tsx';
import classes from './incident.module.css';
import { LetterText } from './letter-text.tsx';

interface NoticeDialogProps {
  row: IncidentRow;
  /** Asked for in order to send: the focus starts on the button that does. */
  sending: boolean;
  onClose: () => void;
}

/** The very words that would be handed over, and the button that hands them over. */
export function NoticeDialog({ row, sending, onClose }: NoticeDialogProps) {
  const { t } = useTranslation();
  const preview = useQuery(noticeQuery(row.id));
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('noticeDialog.title')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      {preview.isPending && <p>{t('loading')}</p>}
      {preview.isError && <QueryError thrown={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data !== undefined && (
        <Letters
          key={preview.data.part}
          row={row}
          preview={preview.data}
          sending={sending}
          onStale={() => void preview.refetch()}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

interface LettersProps extends NoticeDialogProps {
  preview: NoticePreview;
  onStale: () => void;
}

function Letters({ row, preview, sending, onStale, onClose }: LettersProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const queries = useQueryClient();
  const words = useErrorWords();
  const { say } = useLive();
  const may = useMay('desk');
  const [shown, setShown] = useState<Language>(language);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<RequestError | null>(null);
  const send = async () => {
    setBusy(true);
    const answer = await handOverNotice(row.id, preview.part);
    setBusy(false);
    setFailure(answer.ok ? null : answer.error);
    await queries.invalidateQueries({ queryKey: incidentKey(row.id) });
    if (!answer.ok) {
      if (answer.error.status === 409) onStale();
      return;
    }
    say(t('noticeDialog.handedOver'));
    onClose();
  };
  const { refusal } = preview;
  return (
    <div className={classes['stack']}>
      <Choice
        label={t('incident.noticeLanguage')}
        value={shown}
        onChoose={setShown}
        options={LANGUAGES.map((one) => ({ value: one, word: t(`languageName.${one}`), lang: one }))}
      />
      <div lang={shown} className={classes['letter']}>
        <LetterText letter={preview.letters[shown]} />
      </div>
      <p className={classes['quiet']}>
        {t(preview.part === 1 ? 'noticeDialog.first' : 'noticeDialog.followUp', { n: preview.part })}{' '}
        {t('noticeDialog.how')}
      </p>
      {refusal !== null && <p>{words({ code: refusal, message: '', status: 0, retryAfter: null })}</p>}
      {!may && <p>{t('notAllowed.act')}</p>}
      <CommandFailure error={failure} />
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose} data-autofocus={sending ? undefined : true}>
          {t('actions.close')}
        </Button>
        {refusal === null && may && (
          <Button loading={busy} data-autofocus={sending ? true : undefined} onClick={() => void send()}>
            {t('actions.handOver')}
          </Button>
        )}
      </div>
    </div>
  );
}

import { TextInput } from '@mantine/core';
import type { PolicyAnswer } from '@omamori/contract/console-api';
import type { Answer, RequestError } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { policyKey } from '../api/queries.ts';
import { useErrorWords } from '../api/use-error-words.ts';
import classes from './policy.module.css';

const LONGEST = 200;

/** Sends a command and puts its answer where the page reads the policy; a stale one loads what is newest. */
export function useCommand(appliance: string, onDone: () => void) {
  const queries = useQueryClient();
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<RequestError | null>(null);
  const run = async (ask: () => Promise<Answer<PolicyAnswer>>) => {
    setSending(true);
    const answer = await ask();
    setSending(false);
    setFailure(answer.ok ? null : answer.error);
    if (answer.ok) {
      queries.setQueryData(policyKey(appliance), answer.value);
      onDone();
    } else if (answer.error.status === 409) await queries.invalidateQueries({ queryKey: policyKey(appliance) });
  };
  return { failure, run, sending };
}

export function CommandFailure({ error }: { error: RequestError | null }) {
  const sentence = useErrorWords();
  if (error === null) return null;
  return (
    <div className={classes['stale']} role="alert">
      <p>
        {sentence(error)} <span className="om-mono">{error.code}</span>
      </p>
    </div>
  );
}

interface ReasonInputProps {
  reason: string;
  missing: boolean;
  onChange: (reason: string) => void;
}

export function ReasonInput({ reason, missing, onChange }: ReasonInputProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('policy.reason')}
      description={t('policy.reasonHint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      required
      withAsterisk={false}
      maxLength={LONGEST}
      value={reason}
      error={missing ? t('policy.reasonMissing') : null}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

import { Button } from '@mantine/core';
import { nothing, requestJson } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { applianceQuery } from '../api/queries.ts';
import { useErrorWords } from '../api/use-error-words.ts';
import { useMay } from '../api/use-person.ts';

/** Asks the box to let a source in again before its time. One that goes on as before is kept out anew. */
export function ReleaseSource({ appliance, source }: { appliance: string; source: string }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const queries = useQueryClient();
  const mayRelease = useMay('desk');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  if (!mayRelease) return null;
  const release = async () => {
    setBusy(true);
    const url = `/api/appliances/${encodeURIComponent(appliance)}/floods/release`;
    const answer = await requestJson(url, nothing, { method: 'POST', body: { source } });
    setBusy(false);
    setProblem(answer.ok ? '' : words(answer.error));
    if (answer.ok) await queries.invalidateQueries({ queryKey: applianceQuery(appliance).queryKey });
  };
  return (
    <>
      {' '}
      <Button
        variant="default"
        size="compact-sm"
        loading={busy}
        aria-label={t('floods.releaseNamed', { source })}
        onClick={() => void release()}
      >
        {t('actions.letIn')}
      </Button>
      {problem !== '' && <p role="alert">{problem}</p>}
    </>
  );
}

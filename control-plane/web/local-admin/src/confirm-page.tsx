import { Button } from '@mantine/core';
import { usePageTitle } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from './admin-client.ts';
import { confirmNetwork } from './network-client.ts';
import classes from './page.module.css';
import { useErrorWords } from './query-error.tsx';
import { hrefOf } from './route.ts';

/** Opened at the address on trial: that it could be opened is the proof, one press says so. */
export function ConfirmPage({ token }: { token: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sentence = useErrorWords();
  const [state, setState] = useState<'asking' | 'busy' | 'kept' | 'waiting-for-center'>('asking');
  const [problem, setProblem] = useState('');
  usePageTitle(t('network.confirmTitle'), t('product'));
  const send = async () => {
    setState('busy');
    const answer = await confirmNetwork(token);
    setState(answer.ok ? answer.value.state : 'asking');
    setProblem(answer.ok ? '' : sentence(answer.error));
    if (answer.ok) await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  return (
    <div className={classes['stack']}>
      <h1>{t('network.confirmTitle')}</h1>
      {state === 'asking' || state === 'busy' ? (
        <>
          <p>{t('network.confirmReason', { address: window.location.hostname })}</p>
          {problem !== '' && (
            <p role="alert" className={classes['problem']}>
              {problem}
            </p>
          )}
          <Button size="lg" fullWidth loading={state === 'busy'} onClick={() => void send()}>
            {t('actions.keep')}
          </Button>
        </>
      ) : (
        <>
          <p role="status">{t(state === 'kept' ? 'network.kept' : 'network.opened')}</p>
          <Button component="a" href={hrefOf('network')} size="lg" fullWidth>
            {t('network.title')}
          </Button>
        </>
      )}
    </div>
  );
}

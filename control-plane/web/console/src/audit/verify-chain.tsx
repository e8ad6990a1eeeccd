import { Button } from '@mantine/core';
import type { AuditVerdict } from '@omamori/contract/console-api/audit';
import { StateWord } from '@omamori/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { verifyAudit } from '../api/people.ts';
import { useNumber } from '../api/use-words.ts';
import { Refusal } from '../sign-in/secret-fields.tsx';
import { useSubmit } from '../sign-in/use-submit.ts';
import classes from './audit.module.css';

/** Lets the center walk the whole chain, and says what it found. */
export function VerifyChain() {
  const { t } = useTranslation();
  const number = useNumber();
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null);
  const { busy, refused, onSubmit } = useSubmit(verifyAudit, setVerdict);
  return (
    <form onSubmit={onSubmit} className={classes['verify']}>
      <Button type="submit" variant="default" loading={busy}>
        {t('actions.verifyChain')}
      </Button>
      <div role="status">
        {verdict?.ok === true && <StateWord tone="ok" word={t('audit.intact', { n: number(verdict.entries) })} />}
        {verdict?.ok === false && (
          <StateWord tone="danger" word={t('audit.broken', { n: number(verdict.firstBad ?? 0) })} />
        )}
      </div>
      <Refusal error={refused} />
    </form>
  );
}

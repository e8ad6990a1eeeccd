import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './policy.module.css';
import { FEEDS_KEY, type LineProblems, type PolicyDraft, RULES_KEY } from './policy-draft.ts';

interface UnusedFieldsProps {
  draft: PolicyDraft;
  problems: LineProblems;
  onChange: (draft: PolicyDraft) => void;
}

/** What came with the rules and is switched off: single lists of danger, single signatures. */
export function UnusedFields({ draft, problems, onChange }: UnusedFieldsProps) {
  const { t } = useTranslation();
  const used = draft.disabledLists !== '' || draft.disabledRules !== '';
  return (
    <details className={classes['origins']} open={used || undefined}>
      <summary>{t('policy.unused')}</summary>
      <div className={classes['pair']}>
        <Textarea
          label={t('policy.feeds')}
          description={t('policy.feedsHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          rows={3}
          value={draft.disabledLists}
          error={problems.has(FEEDS_KEY) ? t('policy.problem.feeds') : null}
          onChange={(event) => onChange({ ...draft, disabledLists: event.currentTarget.value })}
        />
        <Textarea
          label={t('policy.rules')}
          description={t('policy.rulesHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          rows={3}
          value={draft.disabledRules}
          error={problems.has(RULES_KEY) ? t('policy.problem.rules') : null}
          onChange={(event) => onChange({ ...draft, disabledRules: event.currentTarget.value })}
        />
      </div>
    </details>
  );
}

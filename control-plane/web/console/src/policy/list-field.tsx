import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import classes from './policy.module.css';
import {
  entriesOf,
  type LineProblem,
  type LineProblems,
  type ListLine,
  type PolicyDraft,
  withList,
} from './policy-draft.ts';

const DIRECTIONS = ['both', 'inbound', 'outbound'] as const;

interface ListFieldProps {
  draft: PolicyDraft;
  problems: LineProblems;
  onChange: (draft: PolicyDraft) => void;
}

/** Named lists of addresses and sites that are blocked. */
export function ListField({ draft, problems, onChange }: ListFieldProps) {
  const { t } = useTranslation();
  const change = (key: number, part: Partial<ListLine>) =>
    onChange({ ...draft, lists: draft.lists.map((line) => (line.key === key ? { ...line, ...part } : line)) });
  return (
    <fieldset className={classes['field']}>
      <legend>{t('policy.lists')}</legend>
      <p className={classes['hint']}>{t('policy.listsHint')}</p>
      {draft.lists.map((line) => (
        <Line
          key={line.key}
          line={line}
          problem={problems.get(line.key)}
          onChange={(part) => change(line.key, part)}
          onRemove={() => onChange({ ...draft, lists: draft.lists.filter((one) => one.key !== line.key) })}
        />
      ))}
      <div className={classes['adds']}>
        <Button variant="default" onClick={() => onChange(withList(draft, 'address'))}>
          {t('actions.addList')}
        </Button>
        <Button variant="default" onClick={() => onChange(withList(draft, 'domain'))}>
          {t('actions.addSites')}
        </Button>
      </div>
    </fieldset>
  );
}

interface LineProps {
  line: ListLine;
  problem: LineProblem | undefined;
  onChange: (part: Partial<ListLine>) => void;
  onRemove: () => void;
}

function Line({ line, problem, onChange, onRemove }: LineProps) {
  const { t } = useTranslation();
  const number = useNumber();
  const count = number(entriesOf(line.entries).length);
  return (
    <div className={classes['list']}>
      <TextInput
        label={t('policy.listName')}
        description={t('policy.listNameHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxLength={39}
        value={line.name}
        error={problem === 'name' || problem === 'nameTwice' ? t(`policy.problem.${problem}`) : null}
        onChange={(event) => onChange({ name: event.currentTarget.value.trim() })}
      />
      {line.kind === 'address' && (
        <NativeSelect
          label={t('policy.direction')}
          data={DIRECTIONS.map((value) => ({ value, label: t(`policy.directions.${value}`) }))}
          value={line.direction}
          onChange={(event) =>
            onChange({ direction: DIRECTIONS.find((one) => one === event.currentTarget.value) ?? line.direction })
          }
        />
      )}
      <Button variant="default" aria-label={t('policy.removeList', { name: line.name })} onClick={onRemove}>
        {t('actions.remove')}
      </Button>
      <Textarea
        label={t(line.kind === 'address' ? 'policy.listAddresses' : 'policy.listDomains', { n: count })}
        description={t('policy.listEntriesHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        rows={4}
        value={line.entries}
        error={problem === 'entries' ? t('policy.problem.entries') : null}
        onChange={(event) => onChange({ entries: event.currentTarget.value })}
      />
    </div>
  );
}

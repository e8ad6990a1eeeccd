import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import classes from './incidents.module.css';
import type { RowActs } from './use-queue-keys.ts';

interface BulkBarProps {
  selected: number;
  acts: RowActs;
  onClear: () => void;
}

/** What the keys do, for the mouse: stands while rows are selected. */
export function BulkBar({ selected, acts, onClear }: BulkBarProps) {
  const { t } = useTranslation();
  const number = useNumber();
  if (selected === 0) return null;
  const buttons: readonly [string, () => void][] = [
    ['closed', () => acts.ask('closed')],
    ['confirmed', () => acts.set('confirmed')],
    ['false-positive', () => acts.ask('false-positive')],
    ['unclear', () => acts.ask('unclear')],
    ['duplicate', acts.duplicate],
    ['escalate', acts.escalate],
    ['assign', acts.takeIt],
    ['snooze', acts.snooze],
    ['new', acts.putBack],
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box and legend
    <div className={classes['bulk']} role="group" aria-label={t('incidents.bulk')}>
      <b>{t('incidents.selected', { n: number(selected) })}</b>
      {buttons.map(([word, run]) => (
        <Button key={word} size="compact-sm" variant="default" onClick={run}>
          {t(`actions.${word}`)}
        </Button>
      ))}
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {t('incidents.unselect')}
      </Button>
    </div>
  );
}

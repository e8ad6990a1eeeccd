import { Button } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { policyQuery } from '../api/queries.ts';
import { useMay, usePerson } from '../api/use-person.ts';
import type { RowActs } from '../incidents/use-queue-keys.ts';
import classes from './incident.module.css';
import { StateButtons } from './state-buttons.tsx';

/** Everything that can be done with one incident, for the mouse; the keys do the same. */
export function IncidentActs({ row, acts }: { row: IncidentRow; acts: RowActs }) {
  const { t } = useTranslation();
  const me = usePerson()?.name;
  const mayDesk = useMay('desk');
  const mayJudge = useMay('analyst');
  const policy = useQuery(policyQuery(row.appliance)).data?.policy;
  const mac = row.device?.mac ?? null;
  const isolated = mac !== null && policy?.isolation.some((one) => one.mac === mac) === true;
  const open = row.state !== 'closed';
  const more: readonly { word: string; run: () => void; may: boolean }[] = [
    { word: 'unclear', run: () => acts.ask('unclear'), may: open && mayJudge },
    { word: 'duplicate', run: acts.duplicate, may: open && mayDesk },
    {
      word: row.escalatedAt === null ? 'escalate' : 'takeBack',
      run: () => (row.escalatedAt === null ? acts.escalate() : acts.putBack()),
      may: open && mayDesk,
    },
    { word: row.assignee === me ? 'giveBack' : 'assign', run: acts.takeIt, may: open && mayDesk },
    { word: 'snooze', run: acts.snooze, may: open && mayDesk },
    { word: 'addException', run: acts.except, may: mayDesk },
    { word: isolated ? 'release' : 'isolate', run: acts.isolate, may: mac !== null && mayJudge },
    { word: 'print', run: () => window.print(), may: true },
  ];
  return (
    <div className={classes['acts']}>
      <StateButtons
        state={row.state}
        onState={(state) => (state === 'closed' || state === 'false-positive' ? acts.ask(state) : acts.set(state))}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box and legend */}
      <div className={classes['buttons']} role="group" aria-label={t('incident.moreActs')}>
        {more
          .filter(({ may }) => may)
          .map(({ word, run }) => (
            <Button key={word} variant="default" size="sm" onClick={run}>
              {t(`actions.${word}`)}
            </Button>
          ))}
      </div>
    </div>
  );
}

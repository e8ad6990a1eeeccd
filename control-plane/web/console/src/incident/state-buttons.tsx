import { Button } from '@mantine/core';
import type { IncidentState } from '@omamori/contract/console-api';
import { isAtLeast, leastRoleForState } from '@omamori/contract/console-api/roles';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../api/use-person.ts';
import { nextStates } from '../incidents/next-states.ts';
import classes from './incident.module.css';

/** One button for each state that may follow: both verdicts cost the same. */
export function StateButtons({ state, onState }: { state: IncidentState; onState: (state: IncidentState) => void }) {
  const { t } = useTranslation();
  const role = usePerson()?.role ?? 'viewer';
  const next = nextStates(state);
  if (next.length === 0) return <p className={classes['quiet']}>{t('incident.final')}</p>;
  const forbidden = next.filter((one) => !isAtLeast(role, leastRoleForState(one)));
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box and legend */}
      <div className={classes['buttons']} role="group" aria-label={t('incident.stateLabel')}>
        {next.map((one) => (
          <Button
            key={one}
            variant={one === 'closed' ? 'filled' : 'default'}
            disabled={forbidden.includes(one)}
            onClick={() => onState(one)}
          >
            {t(`actions.${one}`)}
          </Button>
        ))}
      </div>
      {forbidden.length > 0 && (
        <p className={classes['quiet']}>
          {t(forbidden.length === next.length ? 'notAllowed.state' : 'notAllowed.verdict')}
        </p>
      )}
    </>
  );
}

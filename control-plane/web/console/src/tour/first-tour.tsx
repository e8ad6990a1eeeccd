import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queueAddress } from '../incidents/queue-address.ts';
import { Link } from '../routing/link.tsx';
import { FLEET, LAYERS } from '../routing/routes.ts';
import classes from './tour.module.css';
import { useTour } from './use-tour.ts';

const STEPS = ['look', 'watch', 'change'] as const;
const PLACES = { look: queueAddress, watch: () => FLEET, change: () => LAYERS } as const;

/** Three steps above the page: it covers nothing and can be put away at any time. */
export function FirstTour() {
  const { open, end } = useTour();
  return open ? <Steps onEnd={end} /> : null;
}

function Steps({ onEnd }: { onEnd: () => void }) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const step = STEPS[at] ?? 'look';
  const last = at === STEPS.length - 1;
  return (
    <section className={classes['tour']} aria-labelledby="tour">
      <div role="status" className={classes['words']}>
        <p className={classes['count']}>{t('tour.count', { n: at + 1, all: STEPS.length })}</p>
        <h2 id="tour">{t(`tour.title.${step}`)}</h2>
        <p>{t(`tour.text.${step}`)}</p>
      </div>
      <div className={classes['buttons']}>
        <Link to={PLACES[step]()}>{t(`tour.go.${step}`)}</Link>
        {at > 0 && (
          <Button variant="default" onClick={() => setAt(at - 1)}>
            {t('actions.previous')}
          </Button>
        )}
        {!last && <Button onClick={() => setAt(at + 1)}>{t('actions.next')}</Button>}
        <Button variant={last ? 'filled' : 'default'} onClick={onEnd}>
          {t(last ? 'actions.begin' : 'actions.skipTour')}
        </Button>
      </div>
    </section>
  );
}

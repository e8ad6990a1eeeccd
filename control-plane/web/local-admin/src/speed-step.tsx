import { Button } from '@mantine/core';
import type { AdminSpeed } from '@omamori/contract/admin-install';
import { TimeText } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { installQuery, measureSpeed, timeBytes } from './admin-client.ts';
import classes from './page.module.css';
import { useErrorWords } from './query-error.tsx';

/** Before and after, side by side; what is measured is said, and against what. */
export function SpeedStep({ speeds }: { speeds: readonly AdminSpeed[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sentence = useErrorWords();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const measure = async () => {
    setBusy(true);
    setSaid(t('speed.busy'));
    const answer = await measureSpeed();
    setSaid(answer.ok ? '' : sentence(answer.error));
    setBusy(false);
    await queries.invalidateQueries({ queryKey: installQuery.queryKey });
  };
  const time = async () => {
    setBusy(true);
    const mbps = await timeBytes();
    setSaid(mbps === null ? t('errors.unknown') : t('speed.phone', { n: mbps.toFixed(mbps < 10 ? 1 : 0) }));
    setBusy(false);
  };
  return (
    <section className={classes['stack']} aria-labelledby="speeds">
      <h2 id="speeds" className="om-heard">
        {t('installStep.speed')}
      </h2>
      <p className={classes['quiet']}>{t('speed.what')}</p>
      <div className={classes['choices']}>
        <Button size="lg" loading={busy} onClick={() => void measure()}>
          {t('actions.measure')}
        </Button>
        <Button size="lg" variant="default" disabled={busy} onClick={() => void time()}>
          {t('actions.time')}
        </Button>
      </div>
      <p role="status">{said}</p>
      {(['beside', 'between'] as const).map((placed) => (
        <Measured key={placed} placed={placed} speed={speeds.find((one) => one.placed === placed) ?? null} />
      ))}
    </section>
  );
}

function Measured({ placed, speed }: { placed: AdminSpeed['placed']; speed: AdminSpeed | null }) {
  const { t } = useTranslation();
  return (
    <div className={classes['stack']}>
      <h3>{t(`speedPlaced.${placed}`)}</h3>
      {speed === null ? <p className={classes['quiet']}>{t('speed.none')}</p> : <Figures speed={speed} />}
    </div>
  );
}

function Figures({ speed }: { speed: AdminSpeed }) {
  const { t } = useTranslation();
  const center = speed.centerMs === null ? t('speed.noCenter') : t('speed.ms', { n: speed.centerMs });
  const rows: [string, string][] = [
    [
      t('speed.center'),
      speed.lost === 0 ? center : `${center} (${t('speed.lost', { n: speed.lost, of: speed.tries })})`,
    ],
    [t('speed.in'), t('ports.mbps', { n: speed.busiestInMbps })],
    [t('speed.out'), t('ports.mbps', { n: speed.busiestOutMbps })],
    [t('speed.errors'), String(speed.newErrors)],
  ];
  return (
    <>
      <p className={classes['quiet']}>
        <TimeText iso={speed.at} />
      </p>
      <dl className={classes['state']}>
        {rows.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

import { Button } from '@mantine/core';
import type { BundleDetail, Rollout, RolloutFinding } from '@omamori/contract/console-api/bundles';
import { formatVolume, TimeText, useLanguage } from '@omamori/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/use-person.ts';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { appliancePath } from '../routing/routes.ts';
import classes from './bundles.module.css';
import { type RolloutAct, RolloutDialog } from './rollout-dialog.tsx';
import { RolloutState } from './rollout-state.tsx';

const ACTS: Readonly<Record<Rollout['state'], readonly RolloutAct[]>> = {
  running: ['pause', 'withdraw'],
  paused: ['go-on', 'withdraw'],
  stopped: ['go-on', 'withdraw'],
  done: ['withdraw'],
  withdrawn: [],
};

/** How far it is, why it stands still, and what a person may do about it. */
export function RolloutCard({ detail }: { detail: BundleDetail }) {
  const { t } = useTranslation();
  const isAdmin = useMay('admin');
  const [open, setOpen] = useState<RolloutAct | null>(null);
  const { rollout, version } = detail.row;
  const acts: readonly RolloutAct[] = rollout === null ? ['start'] : ACTS[rollout.state];
  return (
    <section className={classes['card']} aria-labelledby="rollout">
      <h2 id="rollout">{t('bundles.rolloutTitle')}</h2>
      <RolloutState rollout={rollout} />
      {rollout === null ? <p className={classes['hint']}>{t('bundles.startHint')}</p> : <Progress rollout={rollout} />}
      {isAdmin && acts.length > 0 && (
        <div className={classes['buttons']}>
          {acts.map((act, index) => (
            <Button key={act} variant={index === 0 ? 'filled' : 'default'} onClick={() => setOpen(act)}>
              {t(`bundles.act.${act}`)}
            </Button>
          ))}
        </div>
      )}
      {open !== null && <RolloutDialog version={version} act={open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function Progress({ rollout }: { rollout: Rollout }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { boxes, findings, reason, ring, rings, stateAt, stateBy } = rollout;
  return (
    <>
      <p>
        {t('bundles.progress', {
          ring: number(ring),
          rings: number(rings.length),
          applied: number(boxes.applied),
          all: number(boxes.all),
          failed: number(boxes.failed),
        })}
      </p>
      <p className={classes['hint']}>
        <TimeText iso={stateAt} /> {stateBy ?? t('bundles.byItself')}
        {reason !== null && `: ${reason}`}
      </p>
      {findings.length > 0 && (
        <>
          <h3>{t('bundles.why')}</h3>
          <ul className={classes['list']}>
            {findings.map((finding) => (
              <Finding key={`${finding.appliance} ${finding.kind}`} finding={finding} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Finding({ finding }: { finding: RolloutFinding }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { language } = useLanguage();
  const { appliance, kind, before, after, code } = finding;
  const say = (value: number | null): string => {
    if (value === null) return t('notMeasured');
    if (kind === 'memory') return formatVolume(value, language);
    return t(`bundles.unit.${kind === 'latency' ? 'ms' : 'anHour'}`, { n: number(value) });
  };
  return (
    <li>
      <Link to={appliancePath(appliance)} className="om-mono">
        {appliance}
      </Link>{' '}
      <b>{t(`bundles.finding.${kind}`)}</b>{' '}
      {after !== null && t('bundles.fromTo', { before: say(before), after: say(after) })}
      {code !== null && <span className="om-mono">{code}</span>}
    </li>
  );
}

import { Button, Skeleton } from '@mantine/core';
import type { AdminSession } from '@omamori/contract/admin-api';
import type { AdminInstall } from '@omamori/contract/admin-install';
import { formatAge, useLanguage, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { installQuery } from './admin-client.ts';
import { CheckItem } from './check-item.tsx';
import { CHECKS_OF, STEPS, type StepName } from './install-steps.ts';
import { LampCard } from './lamp-card.tsx';
import { LineSightings } from './line-sightings.tsx';
import classes from './page.module.css';
import { PortTable } from './port-table.tsx';
import { QueryError } from './query-error.tsx';
import { RemovalSteps } from './removal-steps.tsx';
import { hrefOf } from './route.ts';
import { useSignedOut } from './signed-out.ts';
import { SpeedStep } from './speed-step.tsx';

/** The helper of the installation: one question a screen, back always possible, nothing to type. */
export function InstallPage({ session, step }: { session: AdminSession; step: number }) {
  const { t } = useTranslation();
  const install = useQuery(installQuery);
  useSignedOut(install.error);
  const at = Math.min(step, STEPS.length - 1);
  const name = STEPS[at] ?? 'start';
  usePageTitle(`${t('install.title')} ${t(`installStep.${name}`)}`, t('box', { id: session.appliance }));
  return (
    <div className={classes['stack']}>
      <p className={classes['quiet']}>
        {t('install.title')} {t('install.step', { n: at + 1, of: STEPS.length })}
      </p>
      <h1>{t(`installStep.${name}`)}</h1>
      <p>{t(`installText.${name}`)}</p>
      {install.isError && install.data === undefined && (
        <QueryError thrown={install.error} onRetry={() => void install.refetch()} />
      )}
      {install.isPending && name !== 'start' && <Skeleton height={160} />}
      {install.data !== undefined && <Step name={name} install={install.data} />}
      <nav aria-label={t('install.title')} className={classes['steps']}>
        {at > 0 && (
          <Button component="a" href={hrefOf('install', at - 1)} variant="default" size="lg">
            {t('actions.back')}
          </Button>
        )}
        <Button component="a" href={at === STEPS.length - 1 ? hrefOf('status') : hrefOf('install', at + 1)} size="lg">
          {t(at === 0 ? 'actions.begin' : at === STEPS.length - 1 ? 'actions.finish' : 'actions.next')}
        </Button>
      </nav>
    </div>
  );
}

function Step({ name, install }: { name: StepName; install: AdminInstall }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const checks = install.checks.filter(({ id }) => CHECKS_OF[name].includes(id));
  return (
    <>
      {checks.length > 0 && (
        <ul className={classes['checks']} aria-live="polite">
          {checks.map((check) => (
            <CheckItem key={check.id} check={check} />
          ))}
        </ul>
      )}
      {name === 'cables' && <PortTable ports={install.ports} />}
      {(name === 'line' || name === 'wifi') && (
        <>
          <LineSightings sightings={install.sightings} only={name === 'wifi' ? 'neighbour' : null} />
          <p className={classes['quiet']}>
            {t('install.watched', { time: formatAge(install.watchedSeconds * 1000, language) })}
          </p>
        </>
      )}
      {name === 'speed' && <SpeedStep speeds={install.speeds} />}
      {name === 'done' && (
        <>
          <LampCard />
          <RemovalSteps />
        </>
      )}
    </>
  );
}

import { Button } from '@mantine/core';
import type { AdminSession } from '@omamori/contract/admin-api';
import { usePageTitle } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { LampCard } from './lamp-card.tsx';
import classes from './page.module.css';
import { RemovalSteps } from './removal-steps.tsx';
import { hrefOf } from './route.ts';

export function MorePage({ session }: { session: AdminSession }) {
  const { t } = useTranslation();
  usePageTitle(t('more.title'), t('box', { id: session.appliance }));
  return (
    <div className={classes['stack']}>
      <h1>{t('more.title')}</h1>
      <section aria-labelledby="diagnostic" className={classes['stack']}>
        <h2 id="diagnostic">{t('more.diagnostic')}</h2>
        <p>{t('more.diagnosticReason')}</p>
        <Button component="a" href="api/diagnostics" download variant="default" size="md">
          {t('actions.download')}
        </Button>
      </section>
      <LampCard />
      <RemovalSteps />
      <section aria-labelledby="address" className={classes['stack']}>
        <h2 id="address">{t('more.address')}</h2>
        <p className="om-mono">{window.location.host}</p>
        <p className={classes['quiet']}>{t('more.addressReason')}</p>
        <Button component="a" href={hrefOf('network')} variant="default" size="md">
          {t('network.title')}
        </Button>
      </section>
    </div>
  );
}

import { Button } from '@mantine/core';
import type { BundleDetail, DryRun } from '@omamori/contract/console-api/bundles';
import { TimeText } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { askDryRun, bundlesKey } from '../api/bundles.ts';
import { useMay } from '../api/use-person.ts';
import { useNumber } from '../api/use-words.ts';
import { Refusal } from '../sign-in/secret-fields.tsx';
import { useSubmit } from '../sign-in/use-submit.ts';
import classes from './bundles.module.css';

/** Before the roll-out: what would the new lists have stopped of the offices' traffic of the last days? */
export function DryRunCard({ detail }: { detail: BundleDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayAsk = useMay('analyst');
  const { version } = detail.row;
  const { busy, refused, onSubmit } = useSubmit(
    () => askDryRun(version),
    () => queries.invalidateQueries({ queryKey: bundlesKey }),
  );
  return (
    <section className={classes['card']} aria-labelledby="dry-run">
      <h2 id="dry-run">{t('bundles.dryRun')}</h2>
      <p className={classes['hint']}>{t('bundles.dryRunHint')}</p>
      {mayAsk && (
        <form onSubmit={onSubmit}>
          <Button type="submit" variant="default" loading={busy}>
            {t('bundles.askDryRun')}
          </Button>
          <Refusal error={refused} />
        </form>
      )}
      <ul className={classes['list']}>
        {detail.dryRuns.slice(0, 20).map((run) => (
          <Run key={`${run.appliance} ${run.askedAt}`} run={run} />
        ))}
      </ul>
    </section>
  );
}

function Run({ run }: { run: DryRun }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { company, site, answeredAt, code, days, looked, lost, destinations } = run;
  return (
    <li>
      <b>
        {company} {site}
      </b>{' '}
      <TimeText iso={answeredAt ?? run.askedAt} />
      <div>
        {answeredAt === null && t('bundles.dryRunAsked')}
        {answeredAt !== null && lost === null && t('bundles.dryRunFailed', { code: code ?? '' })}
        {lost !== null &&
          lost.flows === 0 &&
          t('bundles.dryRunNothing', { days: number(days ?? 0), looked: number(looked ?? 0) })}
        {lost !== null &&
          lost.flows > 0 &&
          t('bundles.dryRunLost', {
            days: number(days ?? 0),
            flows: number(lost.flows),
            devices: number(lost.devices),
          })}
      </div>
      {destinations.length > 0 && (
        <ul className={classes['list']}>
          {destinations.map(({ device, name, list, flows }) => (
            <li key={`${device} ${name} ${list}`} className={classes['hint']}>
              {t('bundles.dryRunOne', { device, name, list, n: number(flows) })}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

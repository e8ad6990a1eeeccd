import { Button } from '@mantine/core';
import type { AdminNetworkPreview, NetworkProblem } from '@omamori/contract/admin-network';
import { StateWord } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

/** What will change, before anything is touched. */
export function NetworkPreview(props: { preview: AdminNetworkPreview; busy: boolean; onTry: () => void }) {
  const { t } = useTranslation();
  const { added, removed, gatewaysBefore, gatewaysAfter, problems, warnings, trialSeconds } = props.preview;
  const name = ({ address, prefix }: { address: string; prefix: number }) => `${address}/${prefix}`;
  const ways = gatewaysAfter.length > 0 && gatewaysAfter.join(' ') !== gatewaysBefore.join(' ');
  return (
    <section aria-labelledby="preview" className={classes['stack']} aria-live="polite">
      <h3 id="preview">{t('network.changes')}</h3>
      <ul className={classes['numbered']}>
        {added.map((one) => (
          <li key={name(one)}>{t('network.added', { address: name(one) })}</li>
        ))}
        {removed.map((one) => (
          <li key={name(one)}>{t('network.removed', { address: name(one) })}</li>
        ))}
        {ways && (
          <li>{t('network.way', { before: gatewaysBefore.join(' ') || '–', after: gatewaysAfter.join(' ') })}</li>
        )}
        {added.length === 0 && removed.length === 0 && !ways && <li>{t('network.noChange')}</li>}
      </ul>
      <Said problems={problems} tone="danger" word={t('network.problem')} />
      <Said problems={warnings} tone="warn" word={t('network.look')} />
      {problems.length === 0 && (
        <>
          <p>{t('network.trialReason', { n: Math.round(trialSeconds / 60) })}</p>
          <Button size="lg" fullWidth loading={props.busy} onClick={props.onTry}>
            {t('actions.try')}
          </Button>
        </>
      )}
    </section>
  );
}

function Said(props: { problems: readonly NetworkProblem[]; tone: 'danger' | 'warn'; word: string }) {
  const { t } = useTranslation();
  return props.problems.map(({ code, detail }) => (
    <p key={`${code} ${detail}`}>
      <StateWord tone={props.tone} word={props.word} /> {t(`errors.${code}`, { detail: detail ?? '' })}
    </p>
  ));
}

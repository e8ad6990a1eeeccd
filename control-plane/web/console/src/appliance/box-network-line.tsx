import type { NetworkHealth } from '@omamori/contract/box-network';
import { StateWord, TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import classes from './appliance.module.css';

/** The box's own addresses, set at its page; on trial they may be given back by themselves. */
export function BoxNetworkLine({ network }: { network: NetworkHealth }) {
  const { t } = useTranslation();
  const { addresses, gateways, onTrial, last } = network;
  return (
    <>
      <p className={classes['quiet']}>{t('boxNetwork.title')}</p>
      <p>
        <span className="om-mono">
          {addresses.map(({ address, prefix }) => `${address}/${prefix}`).join(' ') || '–'}
        </span>{' '}
        {t('boxNetwork.gateway')} <span className="om-mono">{gateways.join(' ') || '–'}</span>
      </p>
      {onTrial && <StateWord tone="warn" word={t('boxNetwork.onTrial')} />}
      {last !== null && (
        <p>
          <TimeText iso={last.at} /> {t(`boxNetworkOutcome.${last.outcome}`)}{' '}
          {last.code !== null && <span className="om-mono">{last.code}</span>}
        </p>
      )}
    </>
  );
}

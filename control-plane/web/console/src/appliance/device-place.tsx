import type { ApplianceDetail } from '@omamori/contract/console-api';
import { useTranslation } from 'react-i18next';
import classes from './appliance.module.css';

/** Which other MACs are the same device, what it stands behind, whom it talks to. */
export function DevicePlace({ device: { known, privateMac } }: { device: ApplianceDetail['devices'][number] }) {
  const { t } = useTranslation();
  const joined = known?.joined ?? [];
  const peers = known?.peers ?? [];
  return (
    <>
      {joined.length > 0 && (
        <span className={classes['quiet']}>
          {t('devices.joined')}: <span className="om-mono">{joined.map(({ mac }) => mac).join(' ')}</span>
        </span>
      )}
      {joined.length === 0 && privateMac && <span className={classes['quiet']}>{t('devices.notJoined')}</span>}
      {known?.behind !== undefined && (
        <span className={classes['quiet']}>
          {t('devices.behind')}: <span className="om-mono">{known.behind.mac}</span>
        </span>
      )}
      {known?.carries !== undefined && (
        <span className={classes['quiet']}>{t('devices.carries', { n: known.carries })}</span>
      )}
      {peers.length > 0 && (
        <details className={classes['quiet']}>
          <summary>{t('devices.peers')}</summary>
          <ul className={classes['list']}>
            {peers.map(({ side, peer, port, times }) => (
              <li key={`${side} ${peer} ${port}`}>
                <bdi>{peer}</bdi> {port === 0 ? '' : port} {t('devices.peerTimes', { times })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

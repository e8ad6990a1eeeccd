import type { AdminDevice } from '@omamori/contract/admin-devices';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

const MOST_PEERS = 4;

/** Which other MACs are the same device, what it stands behind, whom it talks to. */
export function DevicePlace({ device: { known, privateMac } }: { device: AdminDevice }) {
  const { t } = useTranslation();
  const joined = known?.joined ?? [];
  const peers = (known?.peers ?? []).slice(0, MOST_PEERS);
  return (
    <>
      {(joined.length > 0 || privateMac) && (
        <Fact word={t('devices.joined')}>
          {joined.length === 0 ? t('devices.notJoined') : joined.map(({ mac }) => <Line key={mac}>{mac}</Line>)}
        </Fact>
      )}
      {known?.behind !== undefined && (
        <Fact word={t('devices.behind')}>
          <Line>{known.behind.mac}</Line>
        </Fact>
      )}
      {known?.carries !== undefined && (
        <Fact word={t('devices.behind')}>{t('devices.carries', { n: known.carries })}</Fact>
      )}
      {peers.length > 0 && (
        <Fact word={t('devices.peers')}>
          {peers.map(({ side, peer, port, times }) => (
            <span key={`${side} ${peer} ${port}`} className={classes['rule']}>
              <bdi>{peer}</bdi> {t('devices.peerTimes', { times })}
            </span>
          ))}
        </Fact>
      )}
    </>
  );
}

function Fact({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Line({ children }: { children: string }) {
  const { t } = useTranslation();
  return (
    <span className="om-mono" title={t('devices.mac')}>
      {children}{' '}
    </span>
  );
}

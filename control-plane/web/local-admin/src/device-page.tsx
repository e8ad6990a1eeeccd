import { Skeleton } from '@mantine/core';
import type { AdminSession } from '@omamori/contract/admin-api';
import type { AdminDevice } from '@omamori/contract/admin-devices';
import { usualHours } from '@omamori/contract/inventory';
import { EmptyState, TimeText, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { devicesQuery } from './admin-client.ts';
import { ApplicationList } from './application-list.tsx';
import { DevicePlace } from './device-place.tsx';
import classes from './page.module.css';
import { QueryError } from './query-error.tsx';
import { useSignedOut } from './signed-out.ts';

/** Devices with what helps to find them in the room. */
export function DevicePage({ session }: { session: AdminSession }) {
  const { t } = useTranslation();
  const devices = useQuery(devicesQuery);
  useSignedOut(devices.error);
  usePageTitle(t('devices.title'), t('box', { id: session.appliance }));
  const rows = devices.data?.devices ?? [];
  return (
    <div className={classes['stack']}>
      <h1>{t('devices.title')}</h1>
      <p className={classes['quiet']}>{t('devices.reason')}</p>
      {devices.isPending && <Skeleton height={240} />}
      {devices.isError && devices.data === undefined && (
        <QueryError thrown={devices.error} onRetry={() => void devices.refetch()} />
      )}
      {devices.isSuccess && rows.length === 0 && (
        <EmptyState title={t('devices.empty')} reason={t('devices.emptyReason')} />
      )}
      {rows.length > 0 && (
        <ul className={classes['blocks']}>
          {rows.map((device) => (
            <Device key={device.mac} device={device} />
          ))}
        </ul>
      )}
      <ApplicationList />
    </div>
  );
}

function Device({ device }: { device: AdminDevice }) {
  const { t } = useTranslation();
  const others = [...device.names, ...(device.known?.otherNames ?? [])]
    .map(({ name }) => name)
    .filter((name) => name !== device.name);
  const spans = usualHours(device.known?.hours ?? []);
  return (
    <li>
      <h2>{device.name ?? t('devices.noName')}</h2>
      <dl className={classes['facts']}>
        <Kind known={device.known} />
        <div>
          <dt>{t('devices.addresses')}</dt>
          <dd className="om-mono">{device.addresses.join(' ') || t('unknown')}</dd>
        </div>
        <div>
          <dt>{t('devices.mac')}</dt>
          <dd>
            <span className="om-mono">{device.mac}</span>
            {device.privateMac && <span className={classes['rule']}>{t('devices.privateMac')}</span>}
          </dd>
        </div>
        {device.known?.vendor !== undefined && (
          <div>
            <dt>{t('devices.vendor')}</dt>
            <dd>
              <bdi>{device.known.vendor}</bdi>
            </dd>
          </div>
        )}
        <DevicePlace device={device} />
        {others.length > 0 && (
          <div>
            <dt>{t('devices.names')}</dt>
            <dd>
              {[...new Set(others)].map((name) => (
                <bdi key={name}>{name} </bdi>
              ))}
            </dd>
          </div>
        )}
        <div>
          <dt>{t('devices.last')}</dt>
          <dd>
            <TimeText iso={device.lastSeen} />
          </dd>
        </div>
        <div>
          <dt>{t('devices.first')}</dt>
          <dd>
            <TimeText iso={device.firstSeen} />
          </dd>
        </div>
        {spans.length > 0 && (
          <div>
            <dt>{t('devices.usual')}</dt>
            <dd>{spans.map(({ from, to }) => t('devices.span', { from, to: to > 24 ? to - 24 : to })).join(' ')}</dd>
          </div>
        )}
      </dl>
    </li>
  );
}

const HIGH = 0.8;
const MIDDLE = 0.6;

/** What it probably is, and why. */
function Kind({ known }: { known: AdminDevice['known'] }) {
  const { t, i18n } = useTranslation();
  const { kind, system } = known ?? {};
  const word = (group: string, guess: typeof kind): string[] => {
    if (guess === undefined || !i18n.exists(`${group}.${guess.is}`)) return [];
    const sure = guess.confidence >= HIGH ? 'high' : guess.confidence >= MIDDLE ? 'middle' : 'low';
    return [t('devices.guess', { what: t(`${group}.${guess.is}`), sure: t(`sure.${sure}`) })];
  };
  const is = word('deviceKind', kind);
  const why = [...(kind?.why ?? []), ...(system?.why ?? [])].map(
    ({ fact, value }) => `${i18n.exists(`deviceFact.${fact}`) ? t(`deviceFact.${fact}`) : fact}: ${value}`,
  );
  return (
    <>
      <div>
        <dt>{t('devices.kind')}</dt>
        <dd>
          {is[0] ?? t('deviceKind.unknown')}
          {word('deviceSystem', system).map((text) => (
            <span key={text} className={classes['rule']}>
              {text}
            </span>
          ))}
        </dd>
      </div>
      {why.length > 0 && (
        <div>
          <dt>{t('devices.why')}</dt>
          <dd>
            {[...new Set(why)].map((reason) => (
              <span key={reason} className={classes['rule']}>
                {reason}
              </span>
            ))}
          </dd>
        </div>
      )}
    </>
  );
}

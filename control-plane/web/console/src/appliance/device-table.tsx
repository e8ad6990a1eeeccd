import type { ApplianceDetail } from '@omamori/contract/console-api';
import { EmptyState, MonoValue, TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useCopyWords, useNumber } from '../api/use-words.ts';
import fleetClasses from '../fleet/fleet.module.css';
import classes from './appliance.module.css';
import { IsolationCell } from './isolation-cell.tsx';

type Device = ApplianceDetail['devices'][number];
const COLUMNS = ['label', 'names', 'addresses', 'lastSeen', 'act'] as const;

export function DeviceTable({ appliance, devices }: { appliance: string; devices: readonly Device[] }) {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <section className={classes['devices']} aria-labelledby="devices">
      <h2 id="devices">{t('devices.title', { n: number(devices.length) })}</h2>
      {devices.length === 0 ? (
        <EmptyState title={t('devices.empty')} reason={t('devices.emptyReason')} />
      ) : (
        <div className={fleetClasses['frame']}>
          <table className={fleetClasses['table']}>
            <caption className="om-heard">{t('devices.title', { n: number(devices.length) })}</caption>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {t(`devices.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {devices.map((device) => (
                <Line key={device.mac} appliance={appliance} device={device} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Line({ appliance, device }: { appliance: string; device: Device }) {
  const { t, i18n } = useTranslation();
  const words = useCopyWords();
  const source = (name: string) => (i18n.exists(`nameSource.${name}`) ? t(`nameSource.${name}`) : name);
  return (
    <tr>
      <th scope="row" className={classes['label']}>
        {device.label ?? t('devices.unnamed')}
        <MonoValue value={device.mac} words={words} />
      </th>
      <td data-label={t('devices.column.names')}>
        <ul className={classes['list']}>
          {device.names.map((one) => (
            <li key={`${one.source} ${one.name}`}>
              {one.name} <span className={classes['quiet']}>{source(one.source)}</span>
            </li>
          ))}
          {device.names.length === 0 && <li className={classes['quiet']}>{t('notMeasured')}</li>}
        </ul>
      </td>
      <td data-label={t('devices.column.addresses')}>
        <ul className={classes['list']}>
          {device.addresses.map((address) => (
            <li key={address}>
              <MonoValue value={address} words={words} />
            </li>
          ))}
        </ul>
      </td>
      <td data-label={t('devices.column.lastSeen')}>
        <div>
          <TimeText iso={device.lastSeen} />
          <div className={classes['quiet']}>
            {t('devices.first')} <TimeText iso={device.firstSeen} />
          </div>
        </div>
      </td>
      <td data-label={t('devices.column.act')}>
        <IsolationCell appliance={appliance} device={device} />
      </td>
    </tr>
  );
}

import type { LostDestination, LostDevice, ReplayReport } from '@omamori/contract/replay-report';
import { TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useCountryName, useNumber } from '../api/use-words.ts';
import classes from './policy.module.css';

/** Device by device, the one that loses most first and open. */
export function ReplayDevices({ report }: { report: ReplayReport }) {
  const { t } = useTranslation();
  const number = useNumber();
  const more = report.lost.devices - report.devices.length;
  if (report.devices.length === 0) return null;
  return (
    <>
      <ul className={classes['lost']}>
        {report.devices.map((device, index) => (
          <li key={device.mac ?? device.ip}>
            <Device device={device} open={index === 0} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className={classes['hint']}>{t('policy.replay.moreDevices', { n: number(more) })}</p>}
      <p className={classes['hint']}>{t('policy.replay.limits')}</p>
    </>
  );
}

function Device({ device, open }: { device: LostDevice; open: boolean }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { destinations, ip, lost, mac, name } = device;
  const more = lost.destinations - destinations.length;
  const counts = { destinations: number(lost.destinations), n: number(lost.flows) };
  return (
    <details open={open}>
      <summary>
        <b>{name ?? mac ?? ip}</b> <span className={classes['hint']}>{t('policy.replay.device', counts)}</span>
      </summary>
      <ul className={classes['destinations']}>
        {destinations.map((one) => (
          <li key={keyOf(one)}>
            <Destination destination={one} />
          </li>
        ))}
        {more > 0 && <li className={classes['hint']}>{t('policy.replay.moreDestinations', { n: number(more) })}</li>}
      </ul>
    </details>
  );
}

function Destination({ destination }: { destination: LostDestination }) {
  const { t } = useTranslation();
  const number = useNumber();
  const country = useCountryName();
  const { by, direction, flows, ip, lastSeen, name, port, protocol } = destination;
  const id = by.part === 'country' ? country(by.id) : by.id;
  const service = port === null ? protocol.toUpperCase() : `${protocol.toUpperCase()} ${port}`;
  return (
    <>
      <div className={classes['destination']}>
        <span>{t(`policy.replay.direction.${direction}`)}</span> <b>{name ?? ip}</b>
        {destination.country !== null && <span> {country(destination.country)}</span>}
        <span className="om-mono"> {service}</span>
      </div>
      <div className={classes['hint']}>
        {t([`policy.replay.by.${by.part}`, 'policy.replay.by.other'], { id })} ·{' '}
        {t('policy.replay.times', { n: number(flows) })} ·{' '}
        <TimeText iso={lastSeen} wrap={(time) => t('policy.replay.last', { time })} />
      </div>
    </>
  );
}

function keyOf({ by, direction, ip, name, port, protocol }: LostDestination): string {
  return `${direction} ${name ?? ip} ${protocol} ${port} ${by.part} ${by.id}`;
}

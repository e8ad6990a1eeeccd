import type { ApplianceDetail } from '@omamori/contract/console-api';
import { usualHours } from '@omamori/contract/inventory';
import { EmptyState, MonoValue, TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useCopyWords, useNumber } from '../api/use-words.ts';
import fleetClasses from '../fleet/fleet.module.css';
import classes from './appliance.module.css';
import { DevicePlace } from './device-place.tsx';
import { IsolationCell } from './isolation-cell.tsx';

type Device = ApplianceDetail['devices'][number];
const COLUMNS = ['label', 'kind', 'names', 'addresses', 'lastSeen', 'act'] as const;

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
  const names = namesOf(device);
  const source = (name: string) => (i18n.exists(`nameSource.${name}`) ? t(`nameSource.${name}`) : name);
  return (
    <tr>
      <th scope="row" className={classes['label']}>
        {device.label ?? t('devices.unnamed')}
        <MonoValue value={device.mac} words={words} />
        {device.privateMac && <span>{t('devices.privateMac')}</span>}
        {device.known?.vendor !== undefined && (
          <span className={classes['quiet']}>
            {t('devices.vendor')}: <bdi>{device.known.vendor}</bdi>
          </span>
        )}
        <DevicePlace device={device} />
      </th>
      <td data-label={t('devices.column.kind')}>
        <Kind known={device.known} />
      </td>
      <td data-label={t('devices.column.names')}>
        <ul className={classes['list']}>
          {names.map(([name, sources]) => (
            <li key={name}>
              <bdi>{name}</bdi> <span className={classes['quiet']}>{sources.map(source).join(' ')}</span>
            </li>
          ))}
          {names.length === 0 && <li className={classes['quiet']}>{t('notMeasured')}</li>}
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
          <Usual hours={device.known?.hours ?? []} />
        </div>
      </td>
      <td data-label={t('devices.column.act')}>
        <IsolationCell appliance={appliance} device={device} />
      </td>
    </tr>
  );
}

/** Each name once, with all that told it. */
function namesOf({ names, known }: Device): [string, string[]][] {
  const sources = new Map<string, string[]>();
  for (const { name, source } of [...names, ...(known?.otherNames ?? [])])
    sources.set(name, [...(sources.get(name) ?? []), source]);
  return [...sources];
}

type Guess = NonNullable<NonNullable<Device['known']>['kind']>;
const HIGH = 0.8;
const MIDDLE = 0.6;

/** What it probably is, and why: a word that this console does not know yet is shown as unknown. */
function Kind({ known }: { known: Device['known'] }) {
  const { t, i18n } = useTranslation();
  const isKnown = (group: string, guess: Guess | undefined) =>
    guess !== undefined && i18n.exists(`${group}.${guess.is}`);
  const sure = ({ confidence }: Guess) =>
    t(`sure.${confidence >= HIGH ? 'high' : confidence >= MIDDLE ? 'middle' : 'low'}`);
  const { kind, system } = known ?? {};
  const why = [...(kind?.why ?? []), ...(system?.why ?? [])];
  const reasons = [...new Map(why.map((one) => [`${one.fact} ${one.value}`, one]))];
  return (
    <div>
      {kind !== undefined && isKnown('deviceKind', kind)
        ? t('devices.guess', { what: t(`deviceKind.${kind.is}`), sure: sure(kind) })
        : t('deviceKind.unknown')}
      {system !== undefined && isKnown('deviceSystem', system) && (
        <div className={classes['quiet']}>
          {t('devices.guess', { what: t(`deviceSystem.${system.is}`), sure: sure(system) })}
        </div>
      )}
      {reasons.length > 0 && (
        <details className={classes['quiet']}>
          <summary>{t('devices.why')}</summary>
          <ul className={classes['list']}>
            {reasons.map(([key, { fact, value }]) => (
              <li key={key}>
                {i18n.exists(`deviceFact.${fact}`) ? t(`deviceFact.${fact}`) : fact}: <bdi>{value}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Usual({ hours }: { hours: readonly number[] }) {
  const { t } = useTranslation();
  const spans = usualHours(hours);
  if (spans.length === 0) return null;
  return (
    <div className={classes['quiet']}>
      {t('devices.usual')}
      {spans.map(({ from, to }) => (
        <div key={from}>{t('devices.span', { from, to: to > 24 ? to - 24 : to })}</div>
      ))}
    </div>
  );
}

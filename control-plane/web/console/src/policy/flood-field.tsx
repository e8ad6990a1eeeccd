import { Checkbox, NativeSelect, Radio } from '@mantine/core';
import type { ApplianceRow } from '@omamori/contract/console-api';
import type { Floods } from '@omamori/contract/desired-state';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { applianceQuery } from '../api/queries.ts';
import classes from './policy.module.css';

const MODES = ['block', 'detect', 'off'] as const;
const PROFILES = ['relaxed', 'normal', 'strict'] as const;
const MINUTES = [1, 5, 10, 30, 60, 180, 1440] as const;

interface FloodFieldProps {
  row: ApplianceRow;
  floods: Floods;
  onChange: (floods: Floods) => void;
}

/** The flood guard: whether, from how much on, how long a source is kept out, and which devices may send much. */
export function FloodField({ row, floods, onChange }: FloodFieldProps) {
  const { t } = useTranslation();
  const minutes = MINUTES.some((one) => one === floods.blockMinutes) ? MINUTES : [...MINUTES, floods.blockMinutes];
  return (
    <fieldset className={classes['field']}>
      <legend>{t('floods.title')}</legend>
      <p className={classes['hint']}>{t('floods.hint')}</p>
      <Radio.Group
        label={t('floods.mode')}
        value={floods.mode}
        onChange={(mode) => onChange({ ...floods, mode: MODES.find((one) => one === mode) ?? floods.mode })}
      >
        <div className={classes['modes']}>
          {MODES.map((mode) => (
            <Radio key={mode} value={mode} label={t(`floods.modes.${mode}`)} />
          ))}
        </div>
      </Radio.Group>
      {floods.mode !== 'off' && (
        <>
          <div className={classes['pair']}>
            <NativeSelect
              label={t('floods.profile')}
              data={PROFILES.map((value) => ({ value, label: t(`floods.profiles.${value}`) }))}
              value={floods.profile}
              onChange={(event) => {
                const chosen = PROFILES.find((one) => one === event.currentTarget.value);
                onChange({ ...floods, profile: chosen ?? floods.profile });
              }}
            />
            <NativeSelect
              label={t('floods.minutes')}
              data={minutes.map((n) => ({ value: String(n), label: t('floods.minutesLong', { n }) }))}
              value={String(floods.blockMinutes)}
              onChange={(event) => onChange({ ...floods, blockMinutes: Number(event.currentTarget.value) })}
            />
          </div>
          <BusyDevices row={row} floods={floods} onChange={onChange} />
        </>
      )}
    </fieldset>
  );
}

/** Also those that were named once and are not seen any more. */
function BusyDevices({ row, floods, onChange }: FloodFieldProps) {
  const { t } = useTranslation();
  const devices = useQuery(applianceQuery(row.id)).data?.devices ?? [];
  const seen = devices.map(({ mac, label, names }) => ({ mac, name: label ?? names[0]?.name ?? mac }));
  const gone = floods.busyDevices.filter((mac) => !seen.some((device) => device.mac === mac));
  return (
    <details>
      <summary>{t('floods.busy', { n: floods.busyDevices.length })}</summary>
      <p className={classes['hint']}>{t('floods.busyHint')}</p>
      <Checkbox.Group
        aria-label={t('floods.busyLabel')}
        value={[...floods.busyDevices]}
        onChange={(busyDevices) => onChange({ ...floods, busyDevices: busyDevices.slice(0, 32) })}
      >
        {[...seen, ...gone.map((mac) => ({ mac, name: mac }))].map(({ mac, name }) => (
          <Checkbox key={mac} value={mac} label={name} />
        ))}
      </Checkbox.Group>
    </details>
  );
}

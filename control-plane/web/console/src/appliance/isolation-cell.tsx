import { Button } from '@mantine/core';
import type { ApplianceDetail } from '@omamori/contract/console-api';
import { StateWord, TimeText } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { policyQuery } from '../api/queries.ts';
import { useMay } from '../api/use-person.ts';
import classes from './appliance.module.css';
import { IsolationDialog } from './isolation-dialog.tsx';

type Device = ApplianceDetail['devices'][number];

/** Whether a device is cut off, until when, and the way in and out of it. */
export function IsolationCell({ appliance, device }: { appliance: string; device: Device }) {
  const { t } = useTranslation();
  const policy = useQuery(policyQuery(appliance)).data;
  const mayIsolate = useMay('analyst');
  const [asking, setAsking] = useState(false);
  const isolation = policy?.policy.isolation.find(({ mac }) => mac === device.mac);
  const name = device.label ?? device.mac;
  const act = isolation === undefined ? 'isolate' : 'release';
  return (
    <div>
      {isolation !== undefined && (
        <div>
          <StateWord tone="danger" word={t('devices.isolated')} />{' '}
          <span className={classes['quiet']}>
            {isolation.until === null ? (
              t('devices.isolatedOpen')
            ) : (
              <TimeText iso={isolation.until} wrap={(time) => t('policy.until', { time })} />
            )}{' '}
            · {isolation.reason}
          </span>
        </div>
      )}
      <Button
        variant="default"
        disabled={policy === undefined || !mayIsolate}
        title={mayIsolate ? undefined : t('notAllowed.analyst')}
        aria-label={t(isolation === undefined ? 'devices.isolateNamed' : 'devices.releaseNamed', { name })}
        onClick={() => setAsking(true)}
      >
        {t(`actions.${act}`)}
      </Button>
      {policy !== undefined && (
        <IsolationDialog
          appliance={appliance}
          act={act}
          mac={device.mac}
          name={name}
          basedOn={policy.version}
          opened={asking}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

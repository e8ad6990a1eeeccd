import { Modal } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { policyQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { useMay } from '../api/use-person.ts';
import { IsolationDialog } from '../appliance/isolation-dialog.tsx';

/** Cuts the incident's device off, or connects it again, whichever is next; says why not where it cannot be. */
export function IncidentIsolation({ row, onClose }: { row: IncidentRow; onClose: () => void }) {
  const { t } = useTranslation();
  const policy = useQuery(policyQuery(row.appliance));
  const may = useMay('analyst');
  const mac = row.device?.mac ?? null;
  const why = mac === null ? t('incident.noMac') : may ? null : t('notAllowed.analyst');
  if (why !== null || mac === null || policy.data === undefined)
    return (
      <Modal
        opened
        onClose={onClose}
        title={t('devices.column.act')}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {why !== null && <p>{why}</p>}
        {why === null && policy.isPending && <p>{t('loading')}</p>}
        {why === null && policy.isError && <QueryError thrown={policy.error} onRetry={() => void policy.refetch()} />}
      </Modal>
    );
  const isolated = policy.data.policy.isolation.some((one) => one.mac === mac);
  return (
    <IsolationDialog
      appliance={row.appliance}
      act={isolated ? 'release' : 'isolate'}
      mac={mac}
      name={row.device?.label ?? mac}
      basedOn={policy.data.version}
      opened
      onClose={onClose}
    />
  );
}

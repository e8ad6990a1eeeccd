import { Modal } from '@mantine/core';
import type { IncidentDetail, IncidentRow } from '@omamori/contract/console-api';
import type { PolicyException } from '@omamori/contract/desired-state';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { applianceQuery, incidentQuery, policyQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { useMay } from '../api/use-person.ts';
import { ExceptionDialog } from '../policy/exception-dialog.tsx';

/**
 * The narrowest thing that lets this very traffic pass: the rule that spoke, else the country, else the address. A port
 * that the policy closed opens by its list of addresses, so the address it is.
 */
export function targetOf({ row, detections }: IncidentDetail): PolicyException['target'] | null {
  const rule = detections[0]?.detection.rule;
  if (rule?.engine === 'suricata' && /^[1-9]\d{0,9}$/.test(rule.id)) return { kind: 'rule', sid: Number(rule.id) };
  const country = /^geo:([A-Z]{2})$/.exec(rule?.id ?? '')?.[1];
  if (country !== undefined && row.peer === null) return { kind: 'country', country };
  return row.peer === null ? null : { kind: 'address', address: row.peer.ip };
}

/** A timed exception, filled in from the incident; the person may change every field. */
export function IncidentException({ row, onClose }: { row: IncidentRow; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay('desk');
  const incident = useQuery(incidentQuery(row.id));
  const policy = useQuery(policyQuery(row.appliance));
  const box = useQuery(applianceQuery(row.appliance));
  const failed = [incident, policy, box].find((query) => query.isError);
  if (!may || incident.data === undefined || policy.data === undefined || box.data === undefined)
    return (
      <Modal
        opened
        onClose={onClose}
        title={t('actions.addException')}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {!may && <p>{t('notAllowed.desk')}</p>}
        {may && failed === undefined && <p>{t('loading')}</p>}
        {may && failed !== undefined && <QueryError thrown={failed.error} onRetry={() => void failed.refetch()} />}
      </Modal>
    );
  return (
    <ExceptionDialog
      row={box.data.row}
      current={policy.data}
      start={{
        target: targetOf(incident.data),
        device: row.device?.mac ?? null,
        reason: t('incident.reasonOf', { id: row.id }),
      }}
      opened
      onClose={onClose}
    />
  );
}

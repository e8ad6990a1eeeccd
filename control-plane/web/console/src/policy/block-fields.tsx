import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CountryField } from './country-field.tsx';
import { ListField } from './list-field.tsx';
import { DEVICES_KEY, EXCEPT_KEY, type LineProblems, type PolicyDraft, SERVICES_KEY } from './policy-draft.ts';
import { PortField } from './port-field.tsx';
import { UnusedFields } from './unused-fields.tsx';

interface BlockFieldsProps {
  draft: PolicyDraft;
  problems: LineProblems;
  onChange: (draft: PolicyDraft) => void;
}

/** What every layer can add to: countries, entrances, lists. */
export function BlockFields({ draft, problems, onChange }: BlockFieldsProps) {
  const { t } = useTranslation();
  const set = (part: Partial<PolicyDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <CountryField
        label={t('policy.inbound')}
        hint={t('policy.inboundHint')}
        codes={draft.blockInbound}
        onChange={(blockInbound) => set({ blockInbound })}
      />
      <CountryField
        label={t('policy.outbound')}
        hint={t('policy.outboundHint')}
        codes={draft.blockOutbound}
        onChange={(blockOutbound) => set({ blockOutbound })}
      />
      <TextInput
        label={t('policy.except')}
        description={t('policy.exceptHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={draft.except}
        error={problems.has(EXCEPT_KEY) ? t('policy.problem.allow') : null}
        onChange={(event) => set({ except: event.currentTarget.value })}
      />
      <TextInput
        label={t('policy.sparedServices')}
        description={t('policy.sparedServicesHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={draft.sparedServices}
        error={problems.has(SERVICES_KEY) ? t('policy.problem.service') : null}
        onChange={(event) => set({ sparedServices: event.currentTarget.value })}
      />
      <TextInput
        label={t('policy.sparedDevices')}
        description={t('policy.sparedDevicesHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={draft.sparedDevices}
        error={problems.has(DEVICES_KEY) ? t('policy.problem.device') : null}
        onChange={(event) => set({ sparedDevices: event.currentTarget.value })}
      />
      <PortField lines={draft.ports} problems={problems} onChange={(ports) => set({ ports })} />
      <ListField draft={draft} problems={problems} onChange={onChange} />
      <UnusedFields draft={draft} problems={problems} onChange={onChange} />
    </>
  );
}

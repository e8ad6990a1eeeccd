import { NativeSelect } from '@mantine/core';
import type { Policy } from '@omamori/contract/desired-state';
import { useTranslation } from 'react-i18next';

const VALUES = ['pass', 'inspect'] as const;

interface TrustedFieldProps {
  value: Policy['trustedFlows'];
  onChange: (value: Policy['trustedFlows']) => void;
}

/** What happens to encrypted conversations after their handshake: nobody can look inside them anyway. */
export function TrustedField({ value, onChange }: TrustedFieldProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('policy.trustedFlows')}
      description={t('policy.trustedFlowsHint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={VALUES.map((one) => ({ value: one, label: t(`policy.trusted.${one}`) }))}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value === 'inspect' ? 'inspect' : 'pass')}
    />
  );
}

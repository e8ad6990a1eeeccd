import { useTranslation } from 'react-i18next';

export const SCALARS = [
  { key: 'mode', choices: ['block', 'detect', 'off'] },
  { key: 'preset', choices: ['connectivity', 'balanced', 'security'] },
  { key: 'engineDead', choices: ['open', 'closed'] },
  { key: 'queueFull', choices: ['open', 'closed'] },
] as const;

export type ScalarKey = (typeof SCALARS)[number]['key'];

/** A value of a scalar as people read it. */
export function useScalarWord(): (key: ScalarKey, value: string) => string {
  const { t } = useTranslation();
  return (key, value) => {
    if (key === 'mode') return t(`policy.modes.${value}`);
    return key === 'preset' ? t(`policy.presets.${value}`) : t(`policy.fail.${value}`);
  };
}

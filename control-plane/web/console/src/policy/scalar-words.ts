import { useTranslation } from 'react-i18next';

export const SCALARS = [
  { key: 'mode', choices: ['block', 'detect', 'off'] },
  { key: 'preset', choices: ['connectivity', 'balanced', 'security'] },
  { key: 'engineDead', choices: ['open', 'closed'] },
  { key: 'queueFull', choices: ['open', 'closed'] },
  { key: 'quic', choices: ['inspect', 'block'] },
  { key: 'encryptedDns', choices: ['allow', 'report', 'block'] },
  { key: 'ech', choices: ['allow', 'report', 'block'] },
  { key: 'floodMode', choices: ['block', 'detect', 'off'] },
  { key: 'floodProfile', choices: ['relaxed', 'normal', 'strict'] },
  { key: 'filesMode', choices: ['block', 'detect', 'off'] },
  { key: 'filesLate', choices: ['open', 'closed'] },
  { key: 'mailLocked', choices: ['block', 'detect', 'off'] },
  { key: 'mailMacros', choices: ['block', 'detect', 'off'] },
  { key: 'mailPrograms', choices: ['block', 'detect', 'off'] },
  { key: 'mailLookAlike', choices: ['block', 'detect', 'off'] },
  { key: 'mailDeception', choices: ['block', 'detect', 'off'] },
  { key: 'trustedFlows', choices: ['pass', 'inspect'] },
] as const;

export type ScalarKey = (typeof SCALARS)[number]['key'];

/** A value of a scalar as people read it. */
export function useScalarWord(): (key: ScalarKey, value: string) => string {
  const { t } = useTranslation();
  return (key, value) => {
    if (key === 'trustedFlows') return t(`policy.trusted.${value}`);
    if (key === 'floodMode') return t(`floods.modes.${value}`);
    if (key === 'floodProfile') return t(`floods.profiles.${value}`);
    if (key === 'filesMode') return t(`files.modes.${value}`);
    if (key === 'filesLate') return t(`files.late.${value}`);
    if (isMailKey(key)) return t(`mail.modes.${value}`);
    if (key === 'mode') return t(`policy.modes.${value}`);
    if (key === 'quic') return t(`webGuard.quic.${value}`);
    if (key === 'encryptedDns') return t(`webGuard.encryptedDns.${value}`);
    if (key === 'ech') return t(`webGuard.ech.${value}`);
    return key === 'preset' ? t(`policy.presets.${value}`) : t(`policy.fail.${value}`);
  };
}

type MailKey = Extract<ScalarKey, `mail${string}`>;

function isMailKey(key: ScalarKey): key is MailKey {
  return key.startsWith('mail');
}

import type { Rollout } from '@omamori/contract/console-api/bundles';
import { StateWord, type Tone } from '@omamori/ui';
import { useTranslation } from 'react-i18next';

const TONES: Readonly<Record<Rollout['state'], Tone>> = {
  running: 'caution',
  paused: 'warn',
  stopped: 'danger',
  done: 'ok',
  withdrawn: 'quiet',
};

export function RolloutState({ rollout }: { rollout: Rollout | null }) {
  const { t } = useTranslation();
  if (rollout === null) return <StateWord tone="quiet" word={t('bundles.notRolledOut')} />;
  return <StateWord tone={TONES[rollout.state]} word={t(`bundles.rollout.${rollout.state}`)} />;
}

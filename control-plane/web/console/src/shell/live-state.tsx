import { StateWord } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/live-provider.tsx';

/** Whether the page moves by itself, in words. */
export function LiveState() {
  const { t } = useTranslation();
  const { connected } = useLive();
  if (connected === null) return <StateWord tone="quiet" word={t('live.opening')} />;
  return connected ? (
    <StateWord tone="ok" word={t('live.on')} title={t('live.onTitle')} />
  ) : (
    <StateWord tone="warn" word={t('live.off')} title={t('live.offTitle')} />
  );
}

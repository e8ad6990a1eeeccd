import { useTranslation } from 'react-i18next';
import { programName } from './program-name.ts';

/** Browser and system as people name them. */
export function useProgramWords(): (program: string) => string {
  const { t } = useTranslation();
  return (program) => {
    const { browser, system } = programName(program);
    return [browser, system].filter((part) => part !== '').join(' / ') || t('account.program');
  };
}

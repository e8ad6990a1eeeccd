import { useTranslation } from 'react-i18next';

/** An act in words; one that this page does not know yet stands as it is. */
export function useActName(): (act: string) => string {
  const { t, i18n } = useTranslation();
  return (act) => {
    const key = act.replaceAll(/[.-]/g, '_');
    return i18n.exists(`act.${key}`) ? t(`act.${key}`) : act;
  };
}

import { useTranslation } from 'react-i18next';

/** A category in the language of the page; one that only a feed knows by its own word. */
export function useCategoryName(): (category: string) => string {
  const { t, i18n } = useTranslation();
  return (category) => (i18n.exists(`offDuty.category.${category}`) ? t(`offDuty.category.${category}`) : category);
}

import type { Policy } from '@omamori/contract/desired-state';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import classes from './policy.module.css';

/** What template and company add to what is edited here; nothing when they add nothing. */
export function InheritedNote({ inherited }: { inherited: Policy | undefined }) {
  const { t } = useTranslation();
  const number = useNumber();
  if (inherited === undefined) return null;
  const { addressLists, domainLists, exceptions, geo, ports } = inherited;
  const counts = {
    countries: new Set([...geo.blockInbound, ...geo.blockOutbound]).size,
    ports: ports.length,
    lists: addressLists.length + domainLists.length,
    exceptions: exceptions.length,
  };
  if (Object.values(counts).every((count) => count === 0)) return null;
  const words = Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, number(count)]));
  return <p className={classes['hint']}>{t('policy.inherited', words)}</p>;
}

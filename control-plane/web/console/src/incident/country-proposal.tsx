import type { IncidentDetail } from '@omamori/contract/console-api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { policyQuery } from '../api/queries.ts';
import { useCountryName } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { appliancePath } from '../routing/routes.ts';
import { attackCountries } from './attack-countries.ts';
import classes from './incident.module.css';

/** A flood that comes from few countries can be stopped by country: said where the flood is looked at. */
export function CountryProposal({ detail }: { detail: IncidentDetail }) {
  const { t } = useTranslation();
  const country = useCountryName();
  const found = attackCountries(detail);
  const policy = useQuery({ ...policyQuery(detail.row.appliance), enabled: found.length > 0 }).data;
  const blocked = [...(policy?.policy.geo.blockInbound ?? []), ...(policy?.inherited?.geo.blockInbound ?? [])];
  const open = policy === undefined ? [] : found.filter((code) => !blocked.includes(code));
  if (open.length === 0) return null;
  return (
    <p className={classes['proposal']}>
      {t('incident.fromCountries', { countries: open.map((code) => country(code)).join(t('between')) })}{' '}
      <Link to={appliancePath(detail.row.appliance)}>{t('incident.toPolicy')}</Link>
    </p>
  );
}

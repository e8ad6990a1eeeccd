import { useTranslation } from 'react-i18next';
import { useMay } from '../api/use-person.ts';
import { AUDIT } from '../audit/audit-address.ts';
import { queueAddress } from '../incidents/queue-address.ts';
import { Link } from '../routing/link.tsx';
import { BUNDLES, FLEET, LAYERS, PEOPLE, type Route, SETTINGS } from '../routing/routes.ts';
import classes from './shell.module.css';

export type NavWord = 'incidents' | 'fleet' | 'layers' | 'bundles' | 'settings' | 'people' | 'audit';

const ROOMS: Readonly<Partial<Record<Route['room'], NavWord>>> = {
  incident: 'incidents',
  appliance: 'fleet',
  layer: 'layers',
  bundle: 'bundles',
};

/** The pages of the console that the person may open; the center's settings stand in the foot. */
export function useRooms(): readonly { word: NavWord; to: string }[] {
  const isDesk = useMay('desk');
  const isAdmin = useMay('admin');
  return [
    { word: 'incidents', to: queueAddress() },
    { word: 'fleet', to: FLEET },
    { word: 'layers', to: LAYERS },
    { word: 'bundles', to: BUNDLES },
    ...(isDesk ? [{ word: 'settings' as const, to: SETTINGS }] : []),
    ...(isAdmin
      ? [
          { word: 'people' as const, to: PEOPLE },
          { word: 'audit' as const, to: AUDIT },
        ]
      : []),
  ];
}

export function Navigation({ room }: { room: Route['room'] }) {
  const { t } = useTranslation();
  const here = ROOMS[room] ?? room;
  return (
    <nav className={classes['nav']} aria-label={t('nav.label')}>
      {useRooms()
        .filter(({ word }) => word !== 'settings')
        .map(({ word, to }) => (
          <Link key={word} to={to} aria-current={here === word ? 'page' : undefined}>
            {t(`nav.${word}`)}
          </Link>
        ))}
    </nav>
  );
}

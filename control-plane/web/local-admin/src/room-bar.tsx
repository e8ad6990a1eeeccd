import { useTranslation } from 'react-i18next';
import classes from './page.module.css';
import { hrefOf, ROOMS, type RoomName } from './route.ts';

/** The four rooms, always in the same place. */
export function RoomBar({ room }: { room: RoomName }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('room.label')} className={classes['rooms']}>
      {ROOMS.map((name) => (
        <a
          key={name}
          href={hrefOf(name)}
          aria-current={name === (room === 'network' ? 'more' : room) ? 'page' : undefined}
        >
          {t(`room.${name}`)}
        </a>
      ))}
    </nav>
  );
}

import { Button } from '@mantine/core';
import type { AdminSession } from '@omamori/contract/admin-api';
import { LanguageSwitch, SkipLink } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery, signOut } from './admin-client.ts';
import classes from './page.module.css';
import { RoomBar } from './room-bar.tsx';
import { usePlace } from './route.ts';

export const MAIN = 'main';

/** What the next person may not see. */
const SHOWN = ['status', 'blocks', 'devices', 'exceptions', 'install', 'network'];

/** Name and language above, the desk's number always in the same place below. */
export function Frame({ session, children }: { session: AdminSession | null; children: ReactNode }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { room } = usePlace();
  const leave = async () => {
    await signOut();
    for (const key of SHOWN) queries.removeQueries({ queryKey: [key] });
    await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  return (
    <div className={classes['page']}>
      <SkipLink word={t('skip')} to={MAIN} />
      <header className={classes['header']}>
        <span className={classes['brand']}>
          <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <path className={classes['shield']} d="M16 2 27 6v9c0 7-4.5 12-11 15C9.500 27 5 22 5 15V6z" />
            <path className={classes['tick']} d="m10.500 16 4 4 7.500-8" />
          </svg>
          {t('product')}
        </span>
        <LanguageSwitch label={t('language')} words={{ ja: t('languageName.ja'), en: t('languageName.en') }} />
      </header>
      {session?.signedIn === true && <RoomBar room={room} />}
      <main id={MAIN} tabIndex={-1} className={classes['main']}>
        {children}
      </main>
      <footer className={classes['footer']}>
        {session !== null && (
          <p className={classes['desk']}>
            {t('desk')}
            <a href={`tel:${session.phone}`}>{session.phone}</a>
          </p>
        )}
        <p className={classes['quiet']}>
          {t('times')}
          {session !== null && ` · ${t('box', { id: session.appliance })}`}
        </p>
        {session?.signedIn === true && (
          <Button variant="default" size="md" onClick={() => void leave()}>
            {t('actions.signOut')}
          </Button>
        )}
      </footer>
    </div>
  );
}

import { Button } from '@mantine/core';
import { LanguageSwitch, SchemeSwitch, SkipLink } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActs } from '../acts/acts-provider.tsx';
import { signOut } from '../api/commands.ts';
import { sessionKey, sessionQuery } from '../api/queries.ts';
import { queueAddress } from '../incidents/queue-address.ts';
import { useKeys, useKeysSwitch } from '../keys/keys-provider.tsx';
import { Link } from '../routing/link.tsx';
import { FLEET, type Route } from '../routing/routes.ts';
import { navigate, useLocation } from '../routing/use-location.ts';
import { Brand } from './brand.tsx';
import { KeyHelp } from './key-help.tsx';
import { LiveState } from './live-state.tsx';
import classes from './shell.module.css';

const MAIN = 'main';

/** After a change of page the focus goes to the page, so that the next Tab starts there. */
function useFocusOnPage(): (element: HTMLElement | null) => void {
  const { path } = useLocation();
  const main = useRef<HTMLElement | null>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current !== path) main.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);
  return (element) => {
    main.current = element;
  };
}

export function Shell({ room, children }: { room: Route['room']; children: ReactNode }) {
  const { t } = useTranslation();
  const [helpOpen, setHelpOpen] = useState(false);
  const { undoLast } = useActs();
  const { enabled } = useKeysSwitch();
  const main = useFocusOnPage();
  useKeys({
    'g q': () => navigate(queueAddress()),
    'g f': () => navigate(FLEET),
    '?': () => setHelpOpen(true),
    z: undoLast,
  });
  const inQueue = room === 'incidents' || room === 'incident';
  const inFleet = room === 'fleet' || room === 'appliance';
  return (
    <div className={classes['page']}>
      <SkipLink word={t('skip')} to={MAIN} />
      <header className={classes['header']}>
        <Brand />
        <nav className={classes['nav']} aria-label={t('nav.label')}>
          <Link to={queueAddress()} aria-current={inQueue ? 'page' : undefined}>
            {t('nav.incidents')}
          </Link>
          <Link to={FLEET} aria-current={inFleet ? 'page' : undefined}>
            {t('nav.fleet')}
          </Link>
        </nav>
        <div className={classes['tools']}>
          <LiveState />
          <Button variant="default" size="compact-sm" onClick={() => setHelpOpen(true)}>
            {t('actions.keys')}
            {enabled && <kbd className={classes['key']}>?</kbd>}
          </Button>
          <LanguageSwitch label={t('language')} words={{ ja: t('languageName.ja'), en: t('languageName.en') }} />
        </div>
      </header>
      <main id={MAIN} ref={main} tabIndex={-1} className={classes['main']}>
        {children}
      </main>
      <Foot />
      <KeyHelp opened={helpOpen} onClose={() => setHelpOpen(false)} room={room} />
    </div>
  );
}

function Foot() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const { flush } = useActs();
  const leave = async () => {
    await flush();
    await signOut();
    queries.clear();
    await queries.resetQueries({ queryKey: sessionKey });
    window.location.assign('/');
  };
  return (
    <footer className={classes['footer']}>
      <p>
        {t('footer.desk')} <a href={`tel:${session.data?.desk.phone ?? ''}`}>{session.data?.desk.phone}</a>
      </p>
      <p className={classes['quiet']}>
        {t('footer.times')} · {t('footer.version', { version: session.data?.centerVersion ?? '' })}
      </p>
      <div className={classes['tools']}>
        <SchemeSwitch label={t('scheme.label')} words={{ light: t('scheme.light'), dark: t('scheme.dark') }} />
        <Button variant="default" size="compact-sm" onClick={() => void leave()}>
          {t('actions.signOut')}
        </Button>
      </div>
    </footer>
  );
}

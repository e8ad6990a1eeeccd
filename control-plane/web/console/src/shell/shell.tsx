import { Button } from '@mantine/core';
import { LanguageSwitch, SchemeSwitch, SkipLink } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActs } from '../acts/acts-provider.tsx';
import { signOut } from '../api/commands.ts';
import { sessionKey, sessionQuery } from '../api/queries.ts';
import { useMay, usePerson } from '../api/use-person.ts';
import { queueAddress } from '../incidents/queue-address.ts';
import { useKeys, useKeysSwitch } from '../keys/keys-provider.tsx';
import { Palette } from '../palette/palette.tsx';
import { Link } from '../routing/link.tsx';
import { ACCOUNT, FLEET, LAYERS, type Route, SETTINGS } from '../routing/routes.ts';
import { navigate, useLocation } from '../routing/use-location.ts';
import { FirstTour } from '../tour/first-tour.tsx';
import { Brand } from './brand.tsx';
import { KeyHelp } from './key-help.tsx';
import { LiveState } from './live-state.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';
import { SimulatedBanner } from './simulated-banner.tsx';

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
  const person = usePerson();
  const simulated = useQuery(sessionQuery).data?.simulated;
  useKeys({
    'g q': () => navigate(queueAddress()),
    'g f': () => navigate(FLEET),
    'g p': () => navigate(LAYERS),
    '?': () => setHelpOpen(true),
    z: undoLast,
  });
  return (
    <div className={classes['page']}>
      <SkipLink word={t('skip')} to={MAIN} />
      <SimulatedBanner simulated={simulated} />
      <header className={classes['header']}>
        <Brand />
        <Navigation room={room} />
        <div className={classes['tools']}>
          <LiveState />
          <Palette onKeyHelp={() => setHelpOpen(true)} />
          <Button variant="default" size="compact-sm" onClick={() => setHelpOpen(true)}>
            {t('actions.keys')}
            {enabled && <kbd className={classes['key']}>?</kbd>}
          </Button>
          <LanguageSwitch label={t('language')} words={{ ja: t('languageName.ja'), en: t('languageName.en') }} />
          <Link
            to={ACCOUNT}
            className={classes['person']}
            aria-label={t('nav.account', { name: person?.displayName ?? '' })}
            aria-current={room === 'account' ? 'page' : undefined}
          >
            {person?.displayName}
          </Link>
        </div>
      </header>
      <main id={MAIN} ref={main} tabIndex={-1} className={classes['main']}>
        <FirstTour />
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
  const isDesk = useMay('desk');
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
      {isDesk && <Link to={SETTINGS}>{t('nav.settings')}</Link>}
      <div className={classes['tools']}>
        <SchemeSwitch label={t('scheme.label')} words={{ light: t('scheme.light'), dark: t('scheme.dark') }} />
        <Button variant="default" size="compact-sm" onClick={() => void leave()}>
          {t('actions.signOut')}
        </Button>
      </div>
    </footer>
  );
}

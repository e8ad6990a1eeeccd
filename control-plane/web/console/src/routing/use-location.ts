import { useMemo, useSyncExternalStore } from 'react';

const CHANGED = 'omamori:location';

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(CHANGED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(CHANGED, listener);
  };
}

const current = () => `${window.location.pathname}${window.location.search}`;

export interface Place {
  path: string;
  search: string;
}

/** Everything seen is in the address bar; this is where pages read it. */
export function useLocation(): Place {
  const address = useSyncExternalStore(subscribe, current);
  return useMemo(() => {
    const [path = '/', search = ''] = address.split('?');
    return { path, search };
  }, [address]);
}

export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === current()) return;
  if (how === 'push') window.history.pushState(null, '', to);
  else window.history.replaceState(null, '', to);
  window.dispatchEvent(new Event(CHANGED));
  if (how === 'push') window.scrollTo(0, 0);
}

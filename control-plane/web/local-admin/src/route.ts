import { useSyncExternalStore } from 'react';

/** In the bar. */
export const ROOMS = ['status', 'install', 'devices', 'more'] as const;
const PLACES = [...ROOMS, 'network'] as const;
export type RoomName = (typeof PLACES)[number];

export interface Place {
  readonly room: RoomName;
  /** Step of the install helper, from 0. */
  readonly step: number;
}

/** In the address, so that a step can be come back to: `#install/3`. */
export function hrefOf(room: RoomName, step = 0): string {
  return step === 0 ? `#${room}` : `#${room}/${step}`;
}

export function placeOf(hash: string): Place {
  const [name = '', step = '0'] = hash.replace(/^#/, '').split('/');
  const room = PLACES.find((known) => known === name) ?? 'status';
  const number = Number(step);
  return { room, step: Number.isInteger(number) && number > 0 && number < 20 ? number : 0 };
}

function listen(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

export function usePlace(): Place {
  return placeOf(useSyncExternalStore(listen, () => window.location.hash));
}

const CONFIRM = '#confirm/';

/** The token of a trial of addresses: in the fragment, which no server and no log sees. */
export function hashOfConfirm(token: string): string {
  return `${CONFIRM}${token}`;
}

export function useConfirmToken(): string | null {
  const hash = useSyncExternalStore(listen, () => window.location.hash);
  return hash.startsWith(CONFIRM) ? hash.slice(CONFIRM.length) : null;
}

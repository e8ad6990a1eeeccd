import { INCIDENTS } from '../routing/routes.ts';

let last = INCIDENTS;

/** The view of the queue as it was left: a filter must not be lost on leaving the page. */
export function queueAddress(): string {
  return last;
}

export function keepQueueAddress(address: string): void {
  last = address;
}

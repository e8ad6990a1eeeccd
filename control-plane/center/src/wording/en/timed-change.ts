import type { Isolation, PolicyException } from '@omamori/contract/desired-state';
import type { ChangeContext, PolicyChange } from '../change-words.ts';
import { cleanLabel } from '../clean-text.ts';
import { countryName } from '../country-name.ts';
import { localTime } from '../local-time.ts';

type IsolationChange = Extract<PolicyChange, { readonly isolation: Isolation }>;
type ExceptionChange = Extract<PolicyChange, { readonly exception: PolicyException }>;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

export function isolationInEnglish({ kind, isolation }: IsolationChange, context: ChangeContext): string {
  const device = deviceName(isolation.mac, context);
  if (kind === 'released') return `${device} is connected to the other devices again.`;
  const end = isolation.until === null ? 'until it is released' : `until ${clock(isolation.until, context)}`;
  return kind === 'isolated'
    ? `${device} is cut off from the other devices (${end}).`
    : `${device} stays cut off from the other devices ${end}.`;
}

export function exceptionInEnglish({ kind, exception }: ExceptionChange, context: ChangeContext): string {
  const who = exception.device === null ? '' : `, for ${deviceName(exception.device, context)} only`;
  const only = exception.service === undefined ? '' : ` (${exception.service.protocol}/${exception.service.port} only)`;
  const what = `${target(exception)}${only}`;
  if (kind === 'exception-removed') return `${what} may no longer pass${who}.`;
  const end = clock(exception.until, context);
  return kind === 'exception-added'
    ? `${what} may pass until ${end}${who}. After that it is as before.`
    : `${what} may pass until ${end}${who} (changed).`;
}

function target({ target: named }: PolicyException): string {
  switch (named.kind) {
    case 'rule':
      return `Traffic that matches rule ${named.sid}`;
    case 'address':
      return `Traffic with ${named.address}`;
    case 'domain':
      return `Traffic to the site ${named.domain}`;
    case 'country':
      return `Traffic with ${countryName(named.country, 'en') ?? named.country}`;
  }
}

export function deviceName(mac: string, { labels }: ChangeContext): string {
  const label = cleanLabel(labels[mac] ?? null);
  return label === null ? `The device ${mac}` : `“${label}”`;
}

export function clock(iso: string, { timeZone, now }: ChangeContext): string {
  const at = localTime(iso, timeZone);
  const year = at.year === localTime(new Date(now), timeZone).year ? '' : ` ${at.year}`;
  return `${at.day} ${MONTHS[at.month - 1] ?? ''}${year} ${at.clock}`;
}

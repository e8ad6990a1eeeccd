import { DEFAULT_APPLICATIONS } from '@omamori/contract/application-policy';
import {
  DEFAULT_ANTIVIRUS,
  DEFAULT_FLOODS,
  DEFAULT_WEB_GUARD,
  type DesiredState,
} from '@omamori/contract/desired-state';
import { DEFAULT_MAIL } from '@omamori/contract/mail-policy';
import { DEFAULT_OFF_DUTY } from '@omamori/contract/off-duty';

type Parts = Readonly<Record<string, unknown>>;

/** What a box assumes of parts that version 0.1 did not know; the defaults of the contract's schema. */
const LATER = {
  addressLists: [],
  domainLists: [],
  disabledLists: [],
  isolation: [],
  exceptions: [],
  floods: DEFAULT_FLOODS,
  trustedFlows: 'pass',
  webGuard: DEFAULT_WEB_GUARD,
  antivirus: DEFAULT_ANTIVIRUS,
  mail: DEFAULT_MAIL,
  offDuty: DEFAULT_OFF_DUTY,
  applications: DEFAULT_APPLICATIONS,
};
const FAIL_MODES = { failModes: { engineDead: 'open', queueFull: 'open' } };

/**
 * The state without the parts that say what a box assumes anyway. Its schema is strict: a box of the version before
 * refuses a key it does not know, so what is new stands in a document only once it is used (expand, then contract).
 * Parsing the result gives the state again.
 */
export function leaveOutDefaults(state: DesiredState): Parts {
  return {
    ...without(state, { ...LATER, ...FAIL_MODES }),
    geo: without(state.geo, { except: [] }),
    ips: without(state.ips, { preset: 'balanced' }),
  };
}

function without(parts: Parts, assumed: Parts): Parts {
  const isAssumed = (key: string, value: unknown): boolean =>
    key in assumed && JSON.stringify(assumed[key]) === JSON.stringify(value);
  return Object.fromEntries(Object.entries(parts).filter(([key, value]) => !isAssumed(key, value)));
}

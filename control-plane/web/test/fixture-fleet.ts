import { type ApplianceRow, applianceRowSchema } from '@omamori/contract/console-api';
import { INDUSTRIES } from '@omamori/contract/console-api/place';
import { minutesAgo } from './fixture-console.ts';

const LIVES: readonly Partial<ApplianceRow>[] = [
  { state: 'silent', stateSince: minutesAgo(400), lastHeard: minutesAgo(400), protection: 'unknown' },
  { state: 'late', stateSince: minutesAgo(1), lastHeard: minutesAgo(1) },
  { protection: 'passing-uninspected' },
  { convergence: 'refused', refusal: { code: 'CFG_ADDRESS_INVALID', message: 'This is no address.' } },
  { convergence: 'pending', appliedVersion: 3 },
];

/** Two hundred companies: the first five each in another state, the others at work, over all prefectures. */
export const largeFleet: readonly ApplianceRow[] = Array.from({ length: 200 }, (_, index) =>
  applianceRowSchema.parse({
    ...{ id: `om-${1000 + index}`, company: `株式会社青葉${index}製作所`, site: '本社', state: 'online' },
    ...{ stateSince: minutesAgo(900), lastHeard: minutesAgo(0), protection: 'inspecting', rulesLoaded: 48_211 },
    ...{ rulesDate: minutesAgo(600).slice(0, 10), desiredVersion: 4, appliedVersion: 4, convergence: 'converged' },
    ...{ refusal: null, openIncidents: index % 17 === 0 ? 2 : 0, blocked24h: index, devices: 6, spoolWaiting: 0 },
    ...{ agentVersion: '0.2.0', prefecture: (index % 47) + 1, industry: INDUSTRIES[index % INDUSTRIES.length] },
    ...LIVES[index],
  }),
);

import { join } from 'node:path';
import type { CenterFacts } from '@omamori/contract/console-api/center-facts';
import { loadSigningKey } from './config-path/sign/signing-key.ts';
import { IDLE_MS, LONGEST_MS } from './http-api/access/keep-sessions.ts';
import type { Settings } from './settings.ts';

const HOUR_MS = 3_600_000;

/** What people may know of the settings: no path, no secret, of the key its id only. */
export async function tellFacts(settings: Settings): Promise<CenterFacts> {
  const { dataDir, defaultPolicy, keep, phone, protectedDestinations, secondFactor, signingKeyFile } = settings;
  const key = await loadSigningKey(signingKeyFile ?? join(dataDir, 'signing-key.pem'));
  return {
    ...{ phone, secondFactor, protectedDestinations, defaultPolicy, keep },
    signingKeyId: key.ok ? key.value.keyId : null,
    database: settings.databaseUrl === undefined ? 'embedded' : 'postgresql',
    broker: settings.mqttUrl === undefined ? 'embedded' : 'outside',
    appliances: settings.fleet.length,
    session: { idleHours: IDLE_MS / HOUR_MS, longestHours: LONGEST_MS / HOUR_MS },
  };
}

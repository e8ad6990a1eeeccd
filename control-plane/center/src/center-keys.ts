import { dirname, join } from 'node:path';
import { ok, type Result } from '@omamori/contract/result';
import { type CenterKey, loadSigningKey } from './config-path/sign/signing-key.ts';
import { loadSecretSeal, type SecretSeal } from './people/seal-secret.ts';
import type { Settings } from './settings.ts';

/** What the center keeps secret on disk, side by side. */
export interface CenterKeys {
  /** Read when it is needed: one that cannot be read stops what must be signed, not the watching. */
  readonly signing: () => Promise<Result<CenterKey>>;
  readonly seal: SecretSeal;
}

/** Errors: CTR_KEY_UNREADABLE, CTR_KEY_EXPOSED, CTR_KEY_NOT_MADE of the key that seals second factors. */
export async function loadCenterKeys(
  settings: Pick<Settings, 'dataDir' | 'signingKeyFile'>,
): Promise<Result<CenterKeys>> {
  const signingKeyFile = settings.signingKeyFile ?? join(settings.dataDir, 'signing-key.pem');
  const seal = await loadSecretSeal(join(dirname(signingKeyFile), 'second-factor.key'));
  return seal.ok ? ok({ signing: () => loadSigningKey(signingKeyFile), seal: seal.value }) : seal;
}

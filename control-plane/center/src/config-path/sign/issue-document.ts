import type { Policy } from '@omamori/contract/desired-state';
import { ok, type Result } from '@omamori/contract/result';
import { type SignedDocument, signDocument } from '@omamori/contract/signed-document';
import { composeDesiredState, DOCUMENT_LIFE_MS } from '../compose/compose-desired-state.ts';
import { leaveOutDefaults } from './leave-out-defaults.ts';
import { type CenterKey, loadSigningKey } from './signing-key.ts';

export interface IssuedDocument {
  readonly document: SignedDocument;
  readonly expiresAt: Date;
}

export interface Issuer {
  /** Composes and signs. Errors: those of composing and of the key; a missing or broken key is looked for again each time. */
  issue(appliance: string, version: number, policy: Policy): Promise<Result<IssuedDocument>>;
}

export function createIssuer(options: {
  readonly signingKeyFile: string;
  readonly protectedDestinations: readonly string[];
  readonly now: () => number;
}): Issuer {
  let key: CenterKey | undefined;
  return {
    issue: async (appliance, version, policy) => {
      if (key === undefined) {
        const loaded = await loadSigningKey(options.signingKeyFile);
        if (!loaded.ok) return loaded;
        key = loaded.value;
      }
      const issuedAt = options.now();
      const { protectedDestinations } = options;
      const state = composeDesiredState({ appliance, version, policy, protectedDestinations, issuedAt });
      if (!state.ok) return state;
      const signed = signDocument('desired-state', leaveOutDefaults(state.value), key);
      return signed.ok ? ok({ document: signed.value, expiresAt: new Date(issuedAt + DOCUMENT_LIFE_MS) }) : signed;
    },
  };
}

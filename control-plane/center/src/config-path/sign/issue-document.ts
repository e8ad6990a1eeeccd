import type { BundleOrder } from '@omamori/contract/bundle-delivery';
import type { Command } from '@omamori/contract/command';
import type { Policy } from '@omamori/contract/desired-state';
import { ok, type Result } from '@omamori/contract/result';
import { type SignedDocument, signDocument, type TrustedKeys } from '@omamori/contract/signed-document';
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
  /** Errors: those of the key. */
  signCommand(command: Command): Promise<Result<SignedDocument>>;
  /** Errors: those of the key. */
  signOrder(order: BundleOrder): Promise<Result<SignedDocument>>;
  /** The center's own public key, as boxes trust it. Errors: those of the key. */
  trustedKey(): Promise<Result<TrustedKeys>>;
}

export function createIssuer(options: {
  readonly signingKeyFile: string;
  readonly protectedDestinations: readonly string[];
  readonly now: () => number;
}): Issuer {
  let known: CenterKey | undefined;
  let loading: Promise<Result<CenterKey>> | undefined;
  // A whole fleet asks at once when a new center starts: one of them makes the key, the others wait for it.
  const loadKey = async (): Promise<Result<CenterKey>> => {
    if (known !== undefined) return ok(known);
    loading ??= loadSigningKey(options.signingKeyFile).finally(() => {
      loading = undefined;
    });
    const loaded = await loading;
    if (loaded.ok) known = loaded.value;
    return loaded;
  };
  return {
    issue: async (appliance, version, policy) => {
      const key = await loadKey();
      if (!key.ok) return key;
      const issuedAt = options.now();
      const { protectedDestinations } = options;
      const state = composeDesiredState({ appliance, version, policy, protectedDestinations, issuedAt });
      if (!state.ok) return state;
      const signed = signDocument('desired-state', leaveOutDefaults(state.value), key.value);
      return signed.ok ? ok({ document: signed.value, expiresAt: new Date(issuedAt + DOCUMENT_LIFE_MS) }) : signed;
    },
    signCommand: async (command) => {
      const key = await loadKey();
      if (!key.ok) return key;
      const what = command.command;
      // An older box knows no new parts of a state: what is at its default is left out.
      const sent = what.kind === 'replay-policy' ? { ...what, desired: leaveOutDefaults(what.desired) } : what;
      return signDocument('command', { ...command, command: sent }, key.value);
    },
    signOrder: async (order) => {
      const key = await loadKey();
      return key.ok ? signDocument('bundle-order', order, key.value) : key;
    },
    trustedKey: async () => {
      const key = await loadKey();
      return key.ok ? ok({ [key.value.keyId]: key.value.publicKeyPem }) : key;
    },
  };
}

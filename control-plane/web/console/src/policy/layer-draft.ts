import { DEFAULT_SCALARS, type PolicyLayer } from '@omamori/contract/console-api';
import { type DraftResult, type PolicyDraft, toDraft, toPolicy } from './policy-draft.ts';

/** What a layer may leave to the layer above. */
export interface LayerScalars {
  mode: PolicyLayer['ips']['mode'];
  preset: PolicyLayer['ips']['preset'];
  engineDead: PolicyLayer['failModes']['engineDead'];
  queueFull: PolicyLayer['failModes']['queueFull'];
}

export interface LayerDraft {
  /** Lists and countries; its own scalars are not looked at. */
  blocks: PolicyDraft;
  scalars: LayerScalars;
  /** Of a company. */
  template: string | null;
}

export type LayerResult = { ok: true; layer: PolicyLayer } | Extract<DraftResult, { ok: false }>;

export function toLayerDraft(layer: PolicyLayer, template: string | null): LayerDraft {
  const { failModes, ips } = layer;
  return {
    blocks: toDraft({
      ...layer,
      ips: { ...ips, mode: ips.mode ?? DEFAULT_SCALARS.mode, preset: ips.preset ?? DEFAULT_SCALARS.preset },
      failModes: {
        engineDead: failModes.engineDead ?? DEFAULT_SCALARS.engineDead,
        queueFull: failModes.queueFull ?? DEFAULT_SCALARS.queueFull,
      },
    }),
    scalars: { mode: ips.mode, preset: ips.preset, ...failModes },
    template,
  };
}

export function toLayer({ blocks, scalars }: LayerDraft): LayerResult {
  const result = toPolicy(blocks);
  if (!result.ok) return result;
  const { engineDead, mode, preset, queueFull } = scalars;
  const { disabledRules } = result.policy.ips;
  return {
    ok: true,
    layer: { ...result.policy, ips: { mode, preset, disabledRules }, failModes: { engineDead, queueFull } },
  };
}

/** Two layers that say the same, in whatever order it was written. */
export function sameLayer(a: PolicyLayer, b: PolicyLayer): boolean {
  const form = (layer: PolicyLayer) => {
    const result = toLayer(toLayerDraft(layer, null));
    return JSON.stringify(result.ok ? result.layer : layer);
  };
  return form(a) === form(b);
}

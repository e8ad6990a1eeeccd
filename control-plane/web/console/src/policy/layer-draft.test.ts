import { type PolicyLayer, policyLayerSchema } from '@omamori/contract/console-api';
import { describe, expect, it } from 'vitest';
import { sameLayer, toLayer, toLayerDraft } from './layer-draft.ts';

const layer: PolicyLayer = policyLayerSchema.parse({
  geo: { blockInbound: ['RU', 'KP'], blockOutbound: ['KP'] },
  ports: [{ protocol: 'tcp', port: 3389, allow: ['203.0.113.9'] }],
  domainLists: [{ name: 'fake-shops', entries: ['shop.example'] }],
  ips: { mode: null, preset: 'security', disabledRules: [7] },
  failModes: { engineDead: 'closed', queueFull: null },
});

describe('a layer in the form', () => {
  it('comes back as it was, with what it leaves to the layer above still left to it', () => {
    const result = toLayer(toLayerDraft(layer, 'standard'));
    expect(result).toEqual({
      ok: true,
      layer: { ...layer, geo: { ...layer.geo, blockInbound: ['KP', 'RU'] } },
    });
  });

  it('is the same in another order and another one when a scalar is said that was not', () => {
    expect(sameLayer(layer, { ...layer, geo: { ...layer.geo, blockInbound: ['KP', 'RU'] } })).toBe(true);
    expect(sameLayer(layer, { ...layer, ips: { ...layer.ips, mode: 'block' } })).toBe(false);
  });

  it('with a line that cannot be read is no layer', () => {
    const draft = toLayerDraft(layer, null);
    const broken = { ...draft, blocks: { ...draft.blocks, except: 'not an address' } };
    expect(toLayer(broken).ok).toBe(false);
  });
});

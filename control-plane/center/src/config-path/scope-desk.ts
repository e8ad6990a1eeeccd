import type { Scope } from '@omamori/contract/console-api/people';
import { err, type Result } from '@omamori/contract/result';
import { seesAppliance } from '../people/scope.ts';
import type { Database } from '../store/database.ts';
import type { PolicyDesk } from './edit-policy.ts';
import type { LayerName } from './layer-store.ts';

/**
 * The desk as a person with that scope sees it: what lies outside is unknown. A template is everybody's and needs the
 * whole; a company's layer needs the company, not one of its boxes. Errors beside the desk's own: CTR_APPLIANCE_UNKNOWN,
 * CTR_COMPANY_UNKNOWN, CTR_TEMPLATE_FOREIGN.
 */
export function scopeDesk(db: Database, desk: PolicyDesk, scope: Scope): PolicyDesk {
  if (scope.kind === 'all') return desk;
  const box = async <T>(id: string, act: () => Promise<Result<T>>): Promise<Result<T>> =>
    (await seesAppliance(db, scope, id)) ? await act() : err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  const layer = async <T>(name: LayerName, act: () => Promise<Result<T>>): Promise<Result<T>> => {
    if (name.scope === 'template') {
      return err('CTR_TEMPLATE_FOREIGN', 'A template concerns companies that you do not see.');
    }
    if (scope.companies.includes(name.name)) return await act();
    return err('CTR_COMPANY_UNKNOWN', 'No appliance of that company is known.');
  };
  return {
    policyOf: (id) => box(id, () => desk.policyOf(id)),
    preview: (id, policy) => box(id, () => desk.preview(id, policy)),
    replay: (id, policy) => box(id, () => desk.replay(id, policy)),
    setPolicy: (id, policy, basedOn, actor) => box(id, () => desk.setPolicy(id, policy, basedOn, actor)),
    addException: (id, command, actor) => box(id, () => desk.addException(id, command, actor)),
    isolate: (id, command, actor) => box(id, () => desk.isolate(id, command, actor)),
    release: (id, command, actor) => box(id, () => desk.release(id, command, actor)),
    endLocalException: (id, exception) => box(id, () => desk.endLocalException(id, exception)),
    releaseSource: (id, source) => box(id, () => desk.releaseSource(id, source)),
    historyOf: (id) => box(id, () => desk.historyOf(id)),
    versionOf: (id, version) => box(id, () => desk.versionOf(id, version)),
    layersOf: (id) => box(id, () => desk.layersOf(id)),
    listLayers: (of) => desk.listLayers(of),
    layerOf: (name) => layer(name, () => desk.layerOf(name)),
    layerHistoryOf: (name) => layer(name, () => desk.layerHistoryOf(name)),
    layerVersionOf: (name, version) => layer(name, () => desk.layerVersionOf(name, version)),
    previewLayer: (name, change) => layer(name, () => desk.previewLayer(name, change)),
    setLayer: (name, change, actor) => layer(name, () => desk.setLayer(name, change, actor)),
  };
}

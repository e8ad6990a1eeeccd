import { describe, expect, it } from 'vitest';
import { appliancePath, incidentPath, layerPath, readRoute } from './routes.ts';

describe('readRoute', () => {
  it('reads back every address that we write', () => {
    expect(readRoute(incidentPath(42))).toEqual({ room: 'incident', id: 42 });
    expect(readRoute(appliancePath('om/0001 あ'))).toEqual({ room: 'appliance', id: 'om/0001 あ' });
    for (const scope of ['template', 'company'] as const)
      expect(readRoute(layerPath(scope, '山 / 川'))).toEqual({ room: 'layer', scope, name: '山 / 川' });
    expect(readRoute('/')).toEqual({ room: 'incidents' });
    expect(readRoute('/fleet/')).toEqual({ room: 'fleet' });
    for (const room of ['layers', 'settings', 'people', 'audit', 'account'])
      expect(readRoute(`/${room}`)).toEqual({ room });
  });
  it('knows no page for anything else', () => {
    for (const path of ['/incidents/abc', '/incidents/1/2', '/appliances', '/appliances/%E0', '/else'])
      expect(readRoute(path)).toEqual({ room: 'none' });
  });
});

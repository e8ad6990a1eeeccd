export type Route =
  | { room: 'incidents' }
  | { room: 'incident'; id: number }
  | { room: 'fleet' }
  | { room: 'appliance'; id: string }
  | { room: 'layers' }
  | { room: 'layer'; scope: 'template' | 'company'; name: string }
  | { room: 'bundles' }
  | { room: 'bundle'; version: string }
  | { room: 'settings' }
  | { room: 'people' }
  | { room: 'audit' }
  | { room: 'account' }
  | { room: 'none' };

export const INCIDENTS = '/incidents';
export const FLEET = '/fleet';
export const LAYERS = '/layers';
export const BUNDLES = '/bundles';
export const SETTINGS = '/settings';
export const PEOPLE = '/people';
export const ACCOUNT = '/account';

const PLAIN = ['fleet', 'layers', 'bundles', 'settings', 'people', 'audit', 'account'] as const;

export function incidentPath(id: number): string {
  return `${INCIDENTS}/${id}`;
}

export function appliancePath(id: string): string {
  return `/appliances/${encodeURIComponent(id)}`;
}

export function bundlePath(version: string): string {
  return `${BUNDLES}/${encodeURIComponent(version)}`;
}

export function layerPath(scope: 'template' | 'company', name: string): string {
  return `/${scope === 'template' ? 'templates' : 'companies'}/${encodeURIComponent(name)}`;
}

const SCOPES = { templates: 'template', companies: 'company' } as const;

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

export function readRoute(path: string): Route {
  const [first, second, ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length > 0) return { room: 'none' };
  if (first === undefined || (first === 'incidents' && second === undefined)) return { room: 'incidents' };
  const plain = second === undefined ? PLAIN.find((room) => room === first) : undefined;
  if (plain !== undefined) return { room: plain };
  if (first === 'incidents' && second !== undefined && /^\d{1,15}$/.test(second))
    return { room: 'incident', id: Number(second) };
  if (first === 'bundles' && second !== undefined && /^\d{8}\.\d{1,6}$/.test(second))
    return { room: 'bundle', version: second };
  const name = second === undefined ? null : decoded(second);
  if (name !== null && (first === 'templates' || first === 'companies'))
    return { room: 'layer', scope: SCOPES[first], name };
  const id = first === 'appliances' && second !== undefined ? decoded(second) : null;
  return id === null ? { room: 'none' } : { room: 'appliance', id };
}

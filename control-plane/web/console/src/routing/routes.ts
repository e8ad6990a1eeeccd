export type Route =
  | { room: 'incidents' }
  | { room: 'incident'; id: number }
  | { room: 'fleet' }
  | { room: 'appliance'; id: string }
  | { room: 'none' };

export const INCIDENTS = '/incidents';
export const FLEET = '/fleet';

export function incidentPath(id: number): string {
  return `${INCIDENTS}/${id}`;
}

export function appliancePath(id: string): string {
  return `/appliances/${encodeURIComponent(id)}`;
}

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
  if (first === 'fleet' && second === undefined) return { room: 'fleet' };
  if (first === 'incidents' && second !== undefined && /^\d{1,15}$/.test(second))
    return { room: 'incident', id: Number(second) };
  const id = first === 'appliances' && second !== undefined ? decoded(second) : null;
  return id === null ? { room: 'none' } : { room: 'appliance', id };
}

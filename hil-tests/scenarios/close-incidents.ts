import type { Lab } from '../lab/start-lab.ts';

/**
 * What the desk does when a case is over. To a closed incident nothing is added, so that the next case is judged by an
 * incident and a notice of its own, though it attacks the same device in the same hour.
 */
export async function closeIncidents(lab: Lab): Promise<void> {
  const { incidents } = await lab.center.incidents();
  for (const { id, state } of incidents) {
    if (state !== 'closed') await lab.center.post(`/api/incidents/${id}/state`, { state: 'closed' });
  }
}

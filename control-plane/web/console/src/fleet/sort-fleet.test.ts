import type { ApplianceRow } from '@omamori/contract/console-api';
import { describe, expect, it } from 'vitest';
import { countStates, oldRulesDays, sortFleet } from './sort-fleet.ts';

function box(id: string, over: Partial<ApplianceRow>): ApplianceRow {
  return {
    id,
    company: '会社',
    site: '本社',
    state: 'online',
    stateSince: null,
    lastHeard: null,
    protection: 'inspecting',
    rulesLoaded: 10,
    rulesDate: null,
    desiredVersion: 1,
    appliedVersion: 1,
    convergence: 'converged',
    refusal: null,
    openIncidents: 0,
    blocked24h: 0,
    devices: 0,
    spoolWaiting: 0,
    agentVersion: null,
    ...over,
  };
}

describe('the fleet list', () => {
  it('puts the silent box first, then what needs a person, and boxes never heard last', () => {
    const rows = [
      box('never', { state: 'never' }),
      box('calm', {}),
      box('busy', { openIncidents: 2 }),
      box('refused', { convergence: 'refused' }),
      box('open', { protection: 'passing-uninspected' }),
      box('late', { state: 'late' }),
      box('silent', { state: 'silent' }),
    ];
    expect(sortFleet(rows).map((row) => row.id)).toEqual([
      'silent',
      'late',
      'open',
      'refused',
      'busy',
      'calm',
      'never',
    ]);
    expect(countStates(rows)).toEqual({ online: 4, late: 1, silent: 1, never: 1 });
  });
  it('calls rules old from the third day on', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(oldRulesDays('2026-11-21', now)).toBeNull();
    expect(oldRulesDays('2026-11-20', now)).toBe(3);
    expect(oldRulesDays(null, now)).toBeNull();
  });
});

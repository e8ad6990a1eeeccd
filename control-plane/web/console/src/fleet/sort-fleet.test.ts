import type { ApplianceRow } from '@omamori/contract/console-api';
import { describe, expect, it } from 'vitest';
import { fitsFleet, NO_FLEET_FILTER, readFleetFilter, toFleetAddress } from './fleet-address.ts';
import { countStates, stateOf, worstState } from './fleet-state.ts';
import { nextTile } from './next-tile.ts';
import { TILES } from './prefecture-tiles.ts';
import { oldRulesDays, sortFleet } from './sort-fleet.ts';

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
    expect(countStates(rows)).toEqual({
      ...{ silent: 1, late: 1, uninspected: 1, trouble: 1, updating: 0, online: 2, never: 1 },
    });
    expect(worstState(rows)).toBe('silent');
    expect(worstState([])).toBeUndefined();
  });
  it('says one word of a box: what it cannot say itself first, then inspection, then settings', () => {
    expect(stateOf(box('a', { state: 'silent', protection: 'passing-uninspected' }))).toBe('silent');
    expect(stateOf(box('a', { protection: 'passing-uninspected', convergence: 'failed' }))).toBe('uninspected');
    expect(stateOf(box('a', { convergence: 'rolled-back' }))).toBe('trouble');
    expect(stateOf(box('a', { convergence: 'probation' }))).toBe('updating');
    expect(stateOf(box('a', { protection: 'starting' }))).toBe('updating');
  });
  it('keeps every condition in the address and reads it back', () => {
    const filter = { state: 'silent', prefecture: 13, text: '青葉 & 泉', sort: 'heard', view: 'map' } as const;
    const address = toFleetAddress(filter);
    expect(readFleetFilter(address.slice(address.indexOf('?')))).toEqual(filter);
    expect(toFleetAddress(NO_FLEET_FILTER)).toBe('/fleet');
    expect(readFleetFilter('?state=else&prefecture=48&sort=x&view=y')).toEqual(NO_FLEET_FILTER);
  });
  it('filters by state, place and words', () => {
    const tokyo = box('sim-1', { prefecture: 13, company: '青葉製作所' });
    const fits = (over: object) => fitsFleet(tokyo, { ...NO_FLEET_FILTER, ...over });
    expect([fits({}), fits({ prefecture: 13 }), fits({ text: 'SIM-1' }), fits({ state: 'online' })]).not.toContain(
      false,
    );
    expect([fits({ prefecture: 1 }), fits({ text: '泉' }), fits({ state: 'late' })]).not.toContain(true);
  });
  it('puts the longest silence first when asked, boxes never heard last', () => {
    const rows = [
      box('a', { lastHeard: null }),
      box('b', { lastHeard: '2026-02' }),
      box('c', { lastHeard: '2026-01' }),
    ];
    expect(sortFleet(rows, 'heard').map((row) => row.id)).toEqual(['c', 'b', 'a']);
  });
  it('has 47 tiles on 47 places, each reached by arrows from Tokyo', () => {
    expect(new Set(TILES.map((tile) => tile.code)).size).toBe(47);
    expect(new Set(TILES.map((tile) => `${tile.column}/${tile.row}`)).size).toBe(47);
    const reached = new Set([13]);
    for (const code of reached)
      for (const arrow of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
        const next = nextTile(code, arrow);
        if (next !== undefined) reached.add(next);
      }
    expect(reached.size).toBe(47);
    expect(nextTile(13, 'Enter')).toBeUndefined();
  });
  it('calls rules old from the third day on', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(oldRulesDays('2026-11-21', now)).toBeNull();
    expect(oldRulesDays('2026-11-20', now)).toBe(3);
    expect(oldRulesDays(null, now)).toBeNull();
  });
});

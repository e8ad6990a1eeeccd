import type { IncidentRow, IncidentsAnswer } from '@omamori/contract/console-api';
import { describe, expect, it } from 'vitest';
import { NO_FILTER } from '../incidents/filter-address.ts';
import { enterRows, type ListPages, listRows, replaceRow, splitArrivals } from './merge-live.ts';

function row(id: number, over: Partial<IncidentRow> = {}): IncidentRow {
  const at = `2026-11-23T05:${String(id).padStart(2, '0')}:00.000Z`;
  return {
    id,
    appliance: 'om-1',
    company: 'さくら',
    site: '本社',
    story: 'port-closed',
    outcome: 'stopped',
    severity: 'medium',
    direction: 'inbound',
    title: { ja: '題', en: 'title' },
    device: null,
    peer: null,
    peers: 1,
    count: 1,
    firstAt: at,
    lastAt: at,
    state: 'new',
    notice: 'none',
    updatedAt: at,
    ...{ verdict: null, assignee: null, escalatedAt: null, snoozedUntil: null, duplicateOf: null, notes: 0 },
    ...over,
  };
}

function list(...pages: IncidentRow[][]): ListPages {
  const total = pages.flat().length;
  const page = (incidents: IncidentRow[]): IncidentsAnswer => ({
    now: '2026-11-23T06:00:00.000Z',
    incidents,
    total,
    totalWithoutFilter: total,
  });
  return { pages: pages.map(page), pageParams: [] };
}

const ids = (pages: ListPages) => listRows(pages.pages, NO_FILTER).map((one) => one.id);

describe('a live row', () => {
  it('changes in place and does not jump', () => {
    const after = replaceRow(list([row(3), row(2)], [row(1)]), row(1, { count: 9, lastAt: row(5).lastAt }), NO_FILTER);
    expect(ids(after)).toEqual([3, 2, 1]);
    expect(listRows(after.pages, NO_FILTER).at(-1)?.count).toBe(9);
  });
  it('leaves the open list when it is done, and comes back when it is undone', () => {
    const done = replaceRow(list([row(2), row(1)]), row(2, { state: 'closed' }), NO_FILTER);
    expect(ids(done)).toEqual([1]);
    expect(done.pages[0]?.total).toBe(1);
    const back = replaceRow(done, row(2), NO_FILTER);
    expect(ids(back)).toEqual([2, 1]);
    expect(back.pages[0]?.total).toBe(2);
  });
  it('enters at its place by time, and is counted once', () => {
    const active = row(1, { count: 2, lastAt: row(6).lastAt });
    const after = enterRows(list([row(3), row(2)], [row(1)]), [row(4), row(5), active], NO_FILTER);
    expect(ids(after)).toEqual([1, 5, 4, 3, 2]);
    expect(after.pages.map((page) => page.incidents.length)).toEqual([4, 1]);
    expect(after.pages[0]?.total).toBe(5);
  });
  it('does not move when only its state has changed', () => {
    const after = enterRows(list([row(3), row(2)], [row(1)]), [row(2, { state: 'confirmed' })], NO_FILTER);
    expect(ids(after)).toEqual([3, 2, 1]);
  });
  it('waits while the hand moves, unless it is critical or already in the list', () => {
    const rows = [row(1, { count: 3 }), row(4), row(5, { severity: 'critical' })];
    const moving = splitArrivals(rows, list([row(1)]), 'moving');
    expect([moving.entering, moving.held].map((part) => part.map((one) => one.id))).toEqual([[5], [4]]);
    const still = splitArrivals(rows, list([row(1)]), 'resting');
    expect([still.entering, still.fresh, still.held].map((part) => part.map((one) => one.id))).toEqual([
      [1, 4, 5],
      [4, 5],
      [],
    ]);
  });
  it('stays out when it does not fit the filter', () => {
    const after = enterRows(list([row(1)]), [row(2, { state: 'closed' })], NO_FILTER);
    expect(ids(after)).toEqual([1]);
  });
  it('is shown once when it stands on two pages', () => {
    expect(ids(list([row(3), row(2)], [row(2), row(1)]))).toEqual([3, 2, 1]);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyException } from '@omamori/contract/desired-state';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalExceptions, openLocalExceptions, withLocal } from './local-exceptions.ts';

const MAC = '02:00:00:00:00:05';
const NOTHING = { exceptions: [], isolation: [] };
const rule = (sid: number) => ({ target: { kind: 'rule' as const, sid }, device: null, minutes: 60 });
let folder: string;
let nowMs: number;
let local: LocalExceptions;
let changes: number;

const open = async () => {
  const opened = await openLocalExceptions(join(folder, 'local.json'), { nowMs: () => nowMs });
  local = opened.local;
  changes = 0;
  local.onChange(() => {
    changes += 1;
  });
  return opened.problem;
};
const idOf = (added: Awaited<ReturnType<LocalExceptions['add']>>) => (added.ok ? added.value.id : '');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'om-local-'));
  nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  await open();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('exceptions made at the box', () => {
  it('end by the clock, and outlive a restart until then', async () => {
    await local.add(rule(1));
    await open();
    expect(local.waiting()).toMatchObject([{ target: { sid: 1 }, until: '2026-01-01T01:00:00.000Z' }]);
    nowMs += 3_600_000;
    expect(local.waiting()).toEqual([]);
  });

  it('wake the loop, are prolonged instead of doubled, and can be ended', async () => {
    const first = idOf(await local.add(rule(1)));
    nowMs += 60_000;
    expect(idOf(await local.add(rule(1)))).toBe(first);
    expect(local.waiting()).toMatchObject([{ until: '2026-01-01T01:01:00.000Z' }]);
    expect((await local.end(first)).ok).toBe(true);
    expect(await local.end(first)).toMatchObject({ error: { code: 'CFG_LOCAL_UNKNOWN' } });
    expect([local.waiting(), changes]).toEqual([[], 3]);
  });

  it('are sixteen at most, and none where the disk refuses', async () => {
    for (let sid = 1; sid <= 16; sid += 1) expect((await local.add(rule(sid))).ok).toBe(true);
    expect(await local.add(rule(17))).toMatchObject({ error: { code: 'CFG_LOCAL_TOO_MANY' } });
    await rm(folder, { recursive: true });
    expect(await local.add(rule(1))).toMatchObject({ error: { code: 'CFG_LOCAL_NOT_KEPT' } });
  });

  it('are all ended by a damaged file: the stricter side is the safe one', async () => {
    await local.add(rule(1));
    for (const damaged of ['', '{', '{"v":2}', '{"v":1,"exceptions":[{"id":"x"}]}']) {
      await writeFile(join(folder, 'local.json'), damaged);
      expect(await open()).toMatchObject({ error: { code: 'CFG_LOCAL_DAMAGED' } });
      expect(local.waiting()).toEqual([]);
    }
  });

  it('stand only when rules and kernel have them, and a prolonged one only with its new end', async () => {
    await local.add(rule(1));
    const state = () => local.list(NOTHING)[0]?.state;
    expect(state()).toBe('waiting');
    local.stands(local.waiting());
    expect(state()).toBe('in-force');
    nowMs += 60_000;
    await local.add(rule(1));
    expect(state()).toBe('waiting');
  });
});

describe('who wins', () => {
  const own: PolicyException = {
    ...{ id: 'box-1', target: { kind: 'rule', sid: 1 }, device: MAC, until: '2026-01-01T01:00:00.000Z', reason: '' },
  };
  const other: PolicyException = { ...own, id: 'desk-1', target: { kind: 'rule', sid: 2 } };
  const isolation = [{ mac: MAC, until: null, reason: '' }];

  it('is decided by the document alone: added, replaced under the same id, or overruled by isolation', () => {
    expect(withLocal({ exceptions: [other], isolation: [] }, [own]).exceptions).toEqual([other, own]);
    const replaced = { ...own, until: '2026-01-01T00:00:00.000Z' };
    expect(withLocal({ exceptions: [replaced], isolation: [] }, [own]).exceptions).toEqual([replaced]);
    expect(withLocal({ exceptions: [], isolation }, [own]).exceptions).toEqual([]);
    const everybody = { ...own, device: null };
    expect(withLocal({ exceptions: [], isolation }, [everybody]).exceptions).toEqual([everybody]);
  });

  it('is shown at the box', async () => {
    await local.add({ ...rule(1), device: MAC });
    local.stands(local.waiting());
    expect(local.list({ exceptions: [], isolation })[0]?.state).toBe('overruled');
    const [mine] = local.waiting();
    expect(local.list({ exceptions: mine === undefined ? [] : [mine], isolation: [] })[0]?.state).toBe('overruled');
  });
});

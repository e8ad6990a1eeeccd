import type { Protection } from '@omamori/contract/health';
import { describe, expect, it } from 'vitest';
import type { FlowCounts } from '../../data-plane/read-flow.ts';
import type { Heard } from '../report/state-reporter.ts';
import { holdProbation, judgeTraffic, type ProbationInput, watchOffice } from './hold-probation.ts';

const counts = (offered: number, passed: number): FlowCounts => ({ offered, passed, answered: 0 });
const systemClock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };

interface Story {
  readonly engine?: Protection;
  readonly engineBefore?: Protection;
  readonly flow?: () => FlowCounts | null;
  readonly heldUp?: boolean;
  readonly hears?: () => Heard;
  readonly answerRequired?: boolean;
  readonly engineWanted?: boolean;
  readonly signal?: AbortSignal;
}

async function hold(story: Story) {
  const input: ProbationInput = {
    probes: {
      engine: () => story.engine ?? 'inspecting',
      flow: async () => (story.flow ?? (() => counts(0, 0)))(),
      windowMs: 60,
      idleMs: 10,
      everyMs: 2,
    },
    before: { engine: story.engineBefore ?? 'inspecting', flow: counts(0, 0), heldUp: story.heldUp ?? false },
    after: counts(0, 0),
    hearCenter: async () => (story.hears ?? (() => 'center'))(),
    answerRequired: story.answerRequired ?? true,
    engineWanted: story.engineWanted ?? true,
    clock: systemClock,
    signal: story.signal ?? new AbortController().signal,
  };
  const held = await holdProbation(input);
  return [held.ok ? 'confirmed' : held.error.code, ...held.probes.map(({ outcome }) => outcome)];
}

describe('a probation', () => {
  it('is passed when the center is heard, a packet of the office got through and the engine inspects', async () => {
    expect(await hold({ flow: () => counts(1, 1) })).toEqual(['confirmed', 'passed', 'passed', 'passed']);
  });

  it('is not failed by a silent office or an engine that was away before', async () => {
    const away = { engine: 'passing-uninspected', engineBefore: 'passing-uninspected' } as const;
    expect(await hold(away)).toEqual(['confirmed', 'passed', 'not-proved', 'not-proved']);
    expect(await hold({ flow: () => null })).toEqual(['confirmed', 'passed', 'not-proved', 'passed']);
  });

  it('is not failed by repetitions of what the engine had condemned before the change', async () => {
    const held = { flow: () => counts(9, 0) };
    expect(await hold({ ...held, heldUp: true })).toEqual(['confirmed', 'passed', 'not-proved', 'passed']);
    expect((await hold({ ...held, heldUp: false }))[0]).toBe('CFG_PROBATION_TRAFFIC');
  });

  it('looks at the office before the change: held up only when it sent and nothing got out, all the while', async () => {
    const before = { engine: 'inspecting' as const, flow: counts(5, 5) };
    const watch = async (flow: () => FlowCounts | null, idleMs = 30) =>
      (
        await watchOffice(
          { engine: () => 'inspecting', flow: async () => flow(), idleMs, everyMs: 2 },
          before,
          systemClock,
        )
      ).heldUp;
    expect(await watch(() => counts(7, 5))).toBe(true);
    expect(await watch(() => counts(5, 5))).toBe(false);
    let asked = 0;
    expect(await watch(() => counts(7, ++asked > 2 ? 6 : 5))).toBeUndefined();
    expect(await watch(() => null)).toBeUndefined();
    expect(await watch(() => counts(7, 5), 0)).toBeUndefined();
  });

  it('waits for a center that is heard late', async () => {
    let asked = 0;
    expect((await hold({ hears: () => (++asked > 5 ? 'center' : 'link') }))[0]).toBe('confirmed');
  });

  it.each([
    ['the center is not heard', { hears: () => 'nothing' as const }, 'CFG_PROBATION_CENTER'],
    ['only the broker is heard', { hears: () => 'link' as const }, 'CFG_PROBATION_UNANSWERED'],
    ['the office sends and nothing comes out', { flow: () => counts(9, 0) }, 'CFG_PROBATION_TRAFFIC'],
    ['the engine stopped inspecting', { engine: 'passing-uninspected' as const }, 'CFG_PROBATION_ENGINE'],
    ['the engine never comes back', { engine: 'starting' as const }, 'CFG_PROBATION_ENGINE'],
  ])('fails when %s, and names the probe', async (_, story, code) => {
    expect((await hold(story))[0]).toBe(code);
  });

  it('looks at the traffic also while a hanging broker keeps the question for the center open', async () => {
    const never = new Promise<Heard>(() => undefined);
    const held = await holdProbation({
      probes: { engine: () => 'inspecting', flow: async () => counts(9, 0), windowMs: 60, idleMs: 10, everyMs: 2 },
      before: { engine: 'inspecting', flow: counts(0, 0) },
      after: counts(0, 0),
      hearCenter: () => never,
      answerRequired: true,
      engineWanted: true,
      clock: { nowMs: () => 0, monotonicMs: () => performance.now() * 100 },
      signal: new AbortController().signal,
    });
    expect(held.ok ? 'confirmed' : held.probes.map(({ outcome }) => outcome)).toContain('failed');
  });

  it('is content with the broker where the center acknowledged nothing before, and says so', async () => {
    expect((await hold({ answerRequired: false, hears: () => 'link' }))[0]).toBe('confirmed');
    expect((await hold({ answerRequired: false, hears: () => 'nothing' }))[0]).toBe('CFG_PROBATION_CENTER');
    const input = {
      probes: { engine: () => 'inspecting' as const, flow: async () => null, windowMs: 60, idleMs: 0, everyMs: 2 },
      before: { engine: 'inspecting' as const, flow: null },
      after: null,
      engineWanted: true,
      clock: systemClock,
      signal: new AbortController().signal,
    };
    for (const [heard, answerRequired] of [
      ['link', false],
      ['center', true],
    ] as const) {
      const held = await holdProbation({ ...input, answerRequired, hearCenter: async () => heard });
      expect(held.probes[0]).toEqual({ probe: 'center', outcome: 'passed', code: null, heard });
    }
  });

  it('asks nothing of an engine that the policy switches off', async () => {
    expect(await hold({ engineWanted: false, engine: 'passing-uninspected' })).toContain('confirmed');
  });

  it('leaves the state unconfirmed when the agent ends', async () => {
    const ending = new AbortController();
    ending.abort();
    expect((await hold({ hears: () => 'nothing', signal: ending.signal }))[0]).toBe('CFG_PROBATION_INTERRUPTED');
  });

  it('gives an office that is held up back within three seconds', () => {
    expect(judgeTraffic(counts(0, 0), counts(50, 0), 1300, 3000)).toBe('failed');
    expect(judgeTraffic(counts(0, 0), counts(50, 0), 500, 3000)).toBe('waiting');
    expect(judgeTraffic(counts(0, 0), counts(50, 1), 1300, 3000)).toBe('passed');
    expect(judgeTraffic(counts(0, 0), counts(2, 0), 3100, 3000)).toBe('not-proved');
  });
});

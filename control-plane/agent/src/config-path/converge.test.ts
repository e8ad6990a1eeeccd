import { type PolicyInput, policySchema } from '@omamori/contract/desired-state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeFakeMachine } from './actuate/fake-machine.ts';
import { converge } from './converge.ts';
import { basePolicy, makeTarget, type Policy, type TargetContext } from './plan/make-target.ts';
import { type Observed, planSteps } from './plan/plan-steps.ts';

const context = (version = 'b1'): TargetContext => ({
  ports: { lan: 'lan', wan: 'wan', bridge: 'br0' },
  engine: { dataDir: '/data', runDir: '/run', homeNetworks: ['192.0.2.0/24'] },
  bundle: {
    version,
    rules: Buffer.from('drop tcp any any -> any any (sid:1;)\nalert ip any any -> any any (sid:2;)\n'),
  },
});
const countries = fc.uniqueArray(fc.constantFrom('LV', 'US', 'FR', 'CN', 'BR'));
const policyOf = (part: Partial<PolicyInput> & { protectedDestinations?: string[] } = {}): Policy => {
  const { protectedDestinations = ['192.0.2.1'], ...rest } = part;
  const base = { geo: { blockInbound: [], blockOutbound: [] }, ports: [], ips: { mode: 'block', disabledRules: [] } };
  return { ...policySchema.parse({ ...base, ...rest }), protectedDestinations };
};
const policies: fc.Arbitrary<Policy> = fc
  .record({
    geo: fc.record({ blockInbound: countries, blockOutbound: countries }),
    ports: fc.uniqueArray(
      fc.record({
        protocol: fc.constantFrom('tcp' as const, 'udp' as const),
        port: fc.integer({ min: 1, max: 65_535 }),
        allow: fc.array(fc.ipV4(), { maxLength: 3 }),
      }),
      { selector: ({ protocol, port }) => `${protocol}/${port}`, maxLength: 4 },
    ),
    protectedDestinations: fc.array(fc.ipV4(), { minLength: 1, maxLength: 3 }),
    ips: fc.record({
      mode: fc.constantFrom('block' as const, 'detect' as const, 'off' as const),
      disabledRules: fc.subarray([1, 2]),
      preset: fc.constantFrom('connectivity' as const, 'balanced' as const, 'security' as const),
    }),
    addressLists: fc.constantFrom<NonNullable<PolicyInput['addressLists']>>(
      [],
      [{ name: 'c2', direction: 'both' as const, entries: ['203.0.113.7'] }],
    ),
    domainLists: fc.constantFrom<NonNullable<PolicyInput['domainLists']>>(
      [],
      [{ name: 'bad', entries: ['evil.example'] }],
    ),
    isolation: fc.constantFrom<NonNullable<PolicyInput['isolation']>>(
      [],
      [{ mac: '02:00:00:00:00:05', until: null, reason: '' }],
    ),
    failModes: fc.record({
      engineDead: fc.constantFrom('open' as const, 'closed' as const),
      queueFull: fc.constantFrom('open' as const, 'closed' as const),
    }),
  })
  .map((part) => policyOf(part));
const clock = { nowMs: () => 0, monotonicMs: () => 0 };

async function observe(machine: ReturnType<typeof makeFakeMachine>): Promise<Observed> {
  const observed = await machine.observe();
  if (!observed.ok) throw new Error('the fake always answers');
  return observed.value;
}

describe('planSteps', () => {
  it('has nothing left to do after its own steps, from any state to any other', async () => {
    await fc.assert(
      fc.asyncProperty(policies, policies, async (before, after) => {
        const machine = makeFakeMachine();
        for (const policy of [before, after]) {
          const target = makeTarget(policy, context());
          expect((await converge(machine, target, clock, 'all-or-stop')).error).toBeNull();
          expect(planSteps(target, await observe(machine))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('tests rules before the kernel is touched, and activates them last', () => {
    const policy = policyOf({ geo: { blockInbound: ['LV'], blockOutbound: [] } });
    const empty: Observed = {
      sysctlsRight: false,
      queueRule: null,
      rulesetKey: null,
      bundleSets: new Map(),
      testedVersions: new Set(),
      activeVersion: null,
    };
    expect(planSteps(makeTarget(policy, context()), empty).map((step) => step.kind)).toEqual([
      'stage-rules',
      'write-sysctls',
      'install-queue-rule',
      'fill-sets',
      'apply-ruleset',
      'activate-rules',
    ]);
  });

  it('touches the engine only when its rules change, and the kernel only when its rules change', async () => {
    const policy = basePolicy(['192.0.2.1']);
    const machine = makeFakeMachine();
    await converge(machine, makeTarget(policy, context()), clock, 'all-or-stop');
    const closed = makeTarget({ ...policy, ports: [{ protocol: 'tcp', port: 22, allow: [] }] }, context());
    expect(planSteps(closed, await observe(machine)).map((step) => step.kind)).toEqual(['apply-ruleset']);
    const detect = makeTarget(policyOf({ ips: { mode: 'detect', disabledRules: [] } }), context());
    expect(planSteps(detect, await observe(machine)).map((step) => step.kind)).toEqual([
      'stage-rules',
      'activate-rules',
    ]);
  });

  it('fills country sets anew when the bundle brings other ranges, and only the missing one when one is new', async () => {
    const geo = (...blockInbound: string[]) => policyOf({ geo: { blockInbound, blockOutbound: [] } });
    const machine = makeFakeMachine();
    await converge(machine, makeTarget(geo('LV'), context()), clock, 'all-or-stop');
    const [newRanges] = planSteps(makeTarget(geo('LV'), context('b2')), await observe(machine));
    expect(newRanges).toMatchObject({ kind: 'fill-sets', sets: [{ name: 'geo4_lv' }, { name: 'geo6_lv' }] });
    const [oneMore] = planSteps(makeTarget(geo('LV', 'US'), context()), await observe(machine));
    expect(oneMore).toMatchObject({ kind: 'fill-sets', sets: [{ name: 'geo4_us' }, { name: 'geo6_us' }] });
  });
});

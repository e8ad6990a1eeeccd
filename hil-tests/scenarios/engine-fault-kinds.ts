import process from 'node:process';
import { APPLIANCE } from '../lab/cast.ts';
import type { Lab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import type { FaultRig } from './engine-faults.ts';
import { countListeners, isQueueRuleThere } from './read-inspection.ts';

/** Does its harm and returns when inspection can come back; gives the payload received while surely nobody inspected. */
export type Fault = (rig: FaultRig) => Promise<number>;
export type FaultName = 'killed' | 'hung' | 'hung, goes on' | 'restarted' | 'rules reloaded' | 'agent dead, killed';

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  async killed(rig) {
    return await killEngine(rig);
  },
  async hung(rig) {
    stopEngine(rig.lab);
    return await payloadWhile(rig, async () => !(await isQueueRuleThere(rig.lab)));
  },
  async 'hung, goes on'(rig) {
    const pid = stopEngine(rig.lab);
    await waitUntil('the agent has opened the way', 30_000, async () => !(await isQueueRuleThere(rig.lab)));
    process.kill(pid, 'SIGCONT');
    const stands = () => isQueueRuleThere(rig.lab);
    return await payloadWhile(rig, async () => !(await stands()), { missed: stands });
  },
  async restarted(rig) {
    const { engine } = rig.lab.units;
    await engine.stop();
    return await payloadWhile(rig, async () => (await countListeners(rig.lab)) === 0, { onSeen: engine.start });
  },
  async 'rules reloaded'({ lab }) {
    const answer = await lab.center.policy(APPLIANCE);
    const [first = 0] = answer.policy.ips.disabledRules;
    const disabledRules = first === QUIET_RULE ? [] : [QUIET_RULE];
    const given = await lab.center.setPolicy(
      APPLIANCE,
      { ...answer.policy, ips: { ...answer.policy.ips, disabledRules } },
      answer.version,
    );
    await waitUntil('the new rules are in force', 60_000, async () => {
      const row = (await lab.center.fleet()).appliances.find(({ id }) => id === APPLIANCE);
      return row?.appliedVersion === given.version && row.convergence === 'converged';
    });
    return 0;
  },
  async 'agent dead, killed'(rig) {
    const { agent } = rig.lab.units;
    await agent.stop();
    const payload = await killEngine(rig);
    agent.start();
    return payload;
  },
};

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** A rule of the bundle that no traffic of this test meets: probes for open telnet. */
const QUIET_RULE = 1100020;

function killEngine(rig: FaultRig): Promise<number> {
  const { engine } = rig.lab.units;
  const before = engine.pid();
  engine.kill();
  const listeners = () => countListeners(rig.lab);
  const missed = async () => engine.pid() !== null && engine.pid() !== before && (await listeners()) > 0;
  return payloadWhile(rig, async () => (await listeners()) === 0, { missed });
}

function stopEngine({ units }: Lab): number {
  const pid = units.engine.pid();
  if (pid === null) throw new Error('no engine runs');
  process.kill(pid, 'SIGSTOP');
  return pid;
}

/**
 * Payload that came back between the first and the last look at which the state held both just before and just after:
 * all of it crossed the box in between, but for one message of each connection that was under way. A state that came and
 * went before anybody looked (`missed`) gives 0. `onSeen` ends the state, where it does not end by itself.
 */
async function payloadWhile(
  rig: FaultRig,
  holds: () => Promise<boolean>,
  { onSeen, missed }: { readonly onSeen?: () => void; readonly missed?: () => Promise<boolean> } = {},
): Promise<number> {
  const seen = { holds: false };
  await waitUntil(
    'the engine is out of the way, or back already',
    30_000,
    async () => {
      seen.holds = await holds();
      return seen.holds || (await missed?.()) === true;
    },
    20,
  );
  let [first, last]: [number | null, number] = [null, 0];
  const until = performance.now() + 60_000;
  while (seen.holds && performance.now() < until) {
    const { received } = await rig.talks.ask('status');
    seen.holds = await holds();
    if (seen.holds) {
      if (first === null) onSeen?.();
      first ??= received;
      last = received;
    }
  }
  return first === null ? 0 : last - first;
}

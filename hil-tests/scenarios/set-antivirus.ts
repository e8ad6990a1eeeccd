import { APPLIANCE } from '../lab/cast.ts';
import type { Lab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';

/** Sends the policy and waits until the box has it; with a scanner, until that answers. */
export async function setAntivirus(lab: Lab, mode: 'off' | 'detect' | 'block'): Promise<void> {
  const { policy, version } = await lab.center.policy(APPLIANCE);
  if (policy.antivirus.mode === mode) return; // the same policy makes no new version to wait for
  await lab.center.setPolicy(APPLIANCE, { ...policy, antivirus: { mode, late: 'open' } }, version);
  await waitUntil('the policy is in force', 60_000, async () => {
    const box = (await lab.center.fleet()).appliances.find(({ id }) => id === APPLIANCE);
    return box?.convergence === 'converged' && box.appliedVersion > version;
  });
  if (mode === 'off') return;
  await waitUntil('the queue of files is read', 30_000, async () => {
    const queues = await lab.run('box', ['cat', '/proc/net/netfilter/nfnetlink_queue']);
    return /^\s*16 /m.test(queues.stdout);
  });
}

import { APPLIANCE, type CastDevice } from '../lab/cast.ts';
import type { Lab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';

/** What an analyst does at the console: holds a device apart, or lets it back; returns when the box does so. */
export async function isolateDevice(lab: Lab, device: Pick<CastDevice, 'mac'>, reason: string): Promise<void> {
  const { version } = await lab.center.policy(APPLIANCE);
  const command = { mac: device.mac, until: null, reason, basedOn: version };
  await lab.center.post(`/api/appliances/${APPLIANCE}/isolation`, command);
  await inForce(lab, version + 1);
}

export async function releaseDevice(lab: Lab, device: Pick<CastDevice, 'mac'>, reason: string): Promise<void> {
  const { version } = await lab.center.policy(APPLIANCE);
  await lab.center.post(`/api/appliances/${APPLIANCE}/isolation/release`, {
    mac: device.mac,
    reason,
    basedOn: version,
  });
  await inForce(lab, version + 1);
}

async function inForce(lab: Lab, version: number): Promise<void> {
  await waitUntil('the box does as the analyst said', 90_000 * lab.patience, async () => {
    const box = (await lab.center.fleet()).appliances.find(({ id }) => id === APPLIANCE);
    return box !== undefined && box.appliedVersion >= version && box.convergence === 'converged';
  });
}

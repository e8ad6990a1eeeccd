import { join } from 'node:path';
import { officeAddress } from './address-plan.ts';
import { namespaceOf } from './build-network.ts';
import { mustRun } from './run-command.ts';
import type { Lab } from './start-lab.ts';
import { waitUntil } from './wait-until.ts';

/** A recorder for cameras that somebody bought and plugged in: nobody has told the center of it. */
export const NEW_DEVICE = { mac: '02:50:43:00:00:50', hostName: 'DVR-8CH', host: 50 } as const;

/** Puts the device on the office's switch; it asks for an address by DHCP and takes its IPv6 one. Once a lab. */
export async function plugInDevice(lab: Lab): Promise<{ readonly v4: string; readonly v6: string }> {
  const space = (host: 'sw' | 'iot'): string => namespaceOf(lab.folder.name, host);
  const ip = (host: 'sw' | 'iot', words: string) => mustRun(['ip', '-n', space(host), ...words.split(' ')]);
  const { v6 } = officeAddress(lab.plan, NEW_DEVICE.host);
  if ((await mustRun(['ip', 'netns', 'list'])).split('\n').every((line) => line.split(' ')[0] !== space('iot'))) {
    await mustRun(['ip', 'netns', 'add', space('iot')]);
    await ip('iot', 'link set lo up');
    await ip('sw', `link add iot type veth peer name eth0 address ${NEW_DEVICE.mac} netns ${space('iot')}`);
    await ip('sw', 'link set iot master office up');
    await ip('iot', 'link set eth0 up');
    const script = join(lab.folder.path, 'on-lease');
    const ask = [
      'udhcpc',
      '-i',
      'eth0',
      '-f',
      '-q',
      '-n',
      '-t',
      '8',
      '-T',
      '1',
      '-x',
      `hostname:${NEW_DEVICE.hostName}`,
    ];
    await mustRun(['ip', 'netns', 'exec', space('iot'), ...ask, '-s', script]);
    await ip('iot', `-6 addr add ${v6}/64 dev eth0`);
    await waitUntil('the new device has its IPv6 address', 10_000, async () => {
      return (await ip('iot', '-6 addr show dev eth0 tentative')) === '';
    });
    await ip('iot', `-6 route add default via ${lab.plan.office.gateway.v6}`);
  }
  const v4 = /inet (192\.168\.77\.\d+)/.exec(await ip('iot', '-4 addr show dev eth0'))?.[1];
  if (v4 === undefined) throw new Error('the new device got no address');
  return { v4, v6 };
}

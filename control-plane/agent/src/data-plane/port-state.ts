import { readFile } from 'node:fs/promises';

/** Whether a port has carrier: /sys/class/net/<port>/operstate is `up` (kernel, sysfs-class-net). */
export async function isPortUp(port: string): Promise<boolean> {
  try {
    return (await readFile(`/sys/class/net/${port}/operstate`, 'utf8')).trim() === 'up';
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return false; // unplugged adapters have no folder
    throw thrown;
  }
}

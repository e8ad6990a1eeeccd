import { access, readFile, writeFile } from 'node:fs/promises';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

/**
 * Without these bridged packets never reach the IP families: no engine, no answers told apart; and with the last two
 * at their default 0 a frame with a VLAN tag or in PPPoE passes uninspected (measured).
 * Documentation: kernel, Documentation/networking/ip-sysctl.rst, bridge-nf-*.
 */
const FOLDER = '/proc/sys/net/bridge';
const REQUIRED = ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables'] as const;
const WHERE_PRESENT = ['bridge-nf-filter-vlan-tagged', 'bridge-nf-filter-pppoe-tagged'] as const;

/** Names of those that are not 1. Error: DPL_BRIDGE_FILTER_MISSING when the kernel has no br_netfilter. */
export async function wrongBridgeSysctls(folder = FOLDER): Promise<Result<string[]>> {
  const wrong: string[] = [];
  for (const name of REQUIRED) {
    const value = await readValue(`${folder}/${name}`);
    if (value === null) {
      return err('DPL_BRIDGE_FILTER_MISSING', 'The kernel has no br_netfilter: bridged packets cannot be inspected.', {
        name,
      });
    }
    if (value !== '1') wrong.push(name);
  }
  for (const name of WHERE_PRESENT) {
    const value = await readValue(`${folder}/${name}`);
    if (value !== null && value !== '1') wrong.push(name);
  }
  return ok(wrong);
}

/** Errors: DPL_BRIDGE_FILTER_MISSING, DPL_SYSCTL_REFUSED. */
export async function writeBridgeSysctls(folder = FOLDER): Promise<Result<void>> {
  const wrong = await wrongBridgeSysctls(folder);
  if (!wrong.ok) return wrong;
  for (const name of wrong.value) {
    try {
      await writeFile(`${folder}/${name}`, '1');
    } catch (thrown) {
      return err('DPL_SYSCTL_REFUSED', `The kernel setting ${name} cannot be written.`, { cause: causeOf(thrown) });
    }
  }
  return ok(undefined);
}

async function readValue(path: string): Promise<string | null> {
  const present = await access(path).then(
    () => true,
    () => false,
  );
  return present ? (await readFile(path, 'utf8')).trim() : null;
}

// The image: systemd-networkd keeps the addresses. A trial is written to the run folder only, which a power cut takes;
// what is settled is written to the data folder too, from where firmware's take-addresses brings it at each boot.
import { join } from 'node:path';
import type { BoxNetwork } from '@omamori/contract/box-network';
import { err, ok, type Result } from '@omamori/contract/result';
import { removeDurably, writeFileDurably } from '../../platform/durable-file.ts';
import { runProgram } from '../../platform/run-program.ts';
import type { Former, NetworkDriver } from './network-driver.ts';
import { type Enter, observeNetwork } from './observe-network.ts';
import { FILE_NAMES, type NetworkdFiles, renderNetworkd } from './render-networkd.ts';

export interface NetworkdPlaces {
  /** Read before /etc/systemd/network; in memory. */
  readonly runFolder: string;
  /** Outlives a power cut. */
  readonly bootFolder: string;
  /** Makes networkd read its files again. */
  readonly reload: readonly [string, ...string[]];
}

export const IMAGE_PLACES = (dataDir: string): NetworkdPlaces => ({
  runFolder: '/run/systemd/network',
  bootFolder: join(dataDir, 'network'),
  reload: ['networkctl', 'reload'],
});

/** First in the order of names: the first file that matches the bridge is the only one that counts. */
const FIRST = '10-';
const RELOAD_MS = 15_000;

export function networkdDriver(bridge: string, places: NetworkdPlaces, enter: Enter = []): NetworkDriver {
  const apply = async (files: NetworkdFiles): Promise<Result<void>> => {
    const put = await putFiles(places.runFolder, FIRST, files, 0o644);
    return put.ok ? await reload(places) : put;
  };
  return {
    can: async () => ({ dhcp: true, vlan: true, nameServers: true }),
    observe: () => observeNetwork(bridge, enter),
    tryOut: (wish, former) => apply(renderNetworkd(bridge, wish, former)),
    async settle(wish: BoxNetwork) {
      const files = renderNetworkd(bridge, wish, null);
      const kept = await putFiles(places.bootFolder, '', files, 0o644);
      return kept.ok ? await apply(files) : kept;
    },
    async putBack({ asked }: Former) {
      return await apply(asked === null ? {} : renderNetworkd(bridge, asked, null));
    },
  };
}

async function putFiles(folder: string, before: string, files: NetworkdFiles, mode: number): Promise<Result<void>> {
  for (const name of Object.values(FILE_NAMES)) {
    const path = join(folder, `${before}${name}`);
    const content = files[name];
    const done = content === undefined ? await removeDurably(path) : await writeFileDurably(path, content, mode);
    if (!done.ok) return done;
  }
  return ok(undefined);
}

async function reload({ reload: argv }: NetworkdPlaces): Promise<Result<void>> {
  const ran = await runProgram(argv, { timeoutMs: RELOAD_MS });
  if (ran.ok && ran.value.exitCode === 0) return ok(undefined);
  const cause = ran.ok ? ran.value.stderr.slice(0, 200) : ran.error.code;
  return err('NET_CHANGE_FAILED', 'The system did not take the addresses.', { cause });
}

import type { NetworkNow } from '@omamori/contract/box-network';
import { err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { runProgram } from '../../platform/run-program.ts';

const WAIT_MS = 5000;

/** Argv that leads into another network namespace, for tests; none: the one the process is in. */
export type Enter = readonly string[];

export function runIp(enter: Enter, ...args: string[]): ReturnType<typeof runProgram> {
  const [first = 'ip', ...rest] = [...enter, 'ip', ...args];
  return runProgram([first, ...rest], { timeoutMs: WAIT_MS });
}

const linksSchema = z.array(
  z.object({
    ifname: z.string(),
    addr_info: z
      .array(
        z.object({
          local: z.string().optional(),
          prefixlen: z.number(),
          scope: z.string(),
          dynamic: z.boolean().optional(),
        }),
      )
      .default([]),
  }),
);
const routesSchema = z.array(
  z.object({ gateway: z.string().optional(), metric: z.number().default(0), protocol: z.string().optional() }),
);
export type DefaultRoute = z.infer<typeof routesSchema>[number];

/** iproute2's JSON (ip(8) -j). Error: NET_OBSERVE_FAILED. */
export async function readIpJson<T>(enter: Enter, schema: z.ZodType<T>, ...args: string[]): Promise<Result<T>> {
  const ran = await runIp(enter, '-j', ...args);
  if (!ran.ok) return err('NET_OBSERVE_FAILED', 'The box cannot read its own addresses.', { cause: ran.error.code });
  const { stdout, stderr, exitCode } = ran.value;
  try {
    const parsed = schema.safeParse(JSON.parse(stdout.trim() === '' ? '[]' : stdout));
    if (exitCode === 0 && parsed.success) return ok(parsed.data);
  } catch {
    return err('NET_OBSERVE_FAILED', 'What the system says of its addresses is no JSON.');
  }
  return err('NET_OBSERVE_FAILED', 'The box cannot read its own addresses.', { cause: stderr.slice(0, 200) });
}

export async function readDefaults(enter: Enter, device: string): Promise<Result<readonly DefaultRoute[]>> {
  const all: DefaultRoute[] = [];
  for (const family of ['-4', '-6']) {
    const read = await readIpJson(enter, routesSchema, family, 'route', 'show', 'default', 'dev', device);
    if (!read.ok) return read;
    all.push(...read.value);
  }
  return ok(all.sort((a, b) => a.metric - b.metric));
}

/** The addresses of the bridge, or of the VLAN on it where there is one. Error: NET_OBSERVE_FAILED. */
export async function observeNetwork(bridge: string, enter: Enter = []): Promise<Result<NetworkNow>> {
  const links = await readIpJson(enter, linksSchema, 'addr', 'show');
  if (!links.ok) return links;
  const tagged = links.value.find(({ ifname, addr_info }) => ifname.startsWith(`${bridge}.`) && addr_info.length > 0);
  const own = [tagged, links.value.find(({ ifname }) => ifname === bridge)].filter((link) => link !== undefined);
  const addresses = own
    .flatMap(({ addr_info }) => addr_info)
    .flatMap(({ local, prefixlen, scope, dynamic }) =>
      local === undefined || scope !== 'global' || local.startsWith('169.254.')
        ? []
        : [{ address: local, prefix: prefixlen, given: dynamic === true }],
    );
  const gateways: string[] = [];
  for (const { ifname } of own) {
    const defaults = await readDefaults(enter, ifname);
    if (!defaults.ok) return defaults;
    gateways.push(...defaults.value.flatMap(({ gateway }) => (gateway === undefined ? [] : [gateway])));
  }
  const vlan = tagged === undefined ? null : Number(tagged.ifname.slice(bridge.length + 1));
  return ok({ addresses: addresses.slice(0, 16), gateways: [...new Set(gateways)].slice(0, 8), vlan });
}

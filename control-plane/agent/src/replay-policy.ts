// By hand, on the box: what would this policy have stopped of the stored traffic? Reads beside the running agent and
// changes nothing. What the agent has in memory (the last minutes) is not in it.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { desiredStateSchema, policySchema } from '@omamori/contract/desired-state';
import { inventorySchema } from '@omamori/contract/inventory';
import type { LostDevice, ReplayReport } from '@omamori/contract/replay-report';
import { type CodedError, causeOf, err, ok, type Result } from '@omamori/contract/result';
import { openBundlesInForce } from './bundles-in-force.ts';
import { readApplied } from './config-path/inbox/applied-document.ts';
import { basePolicy, type Policy } from './config-path/plan/make-target.ts';
import { authenticateDocument } from './config-path/validate/authenticate-document.ts';
import { HISTORY_FILE } from './event-path/history/read-history.ts';
import { readFileBounded } from './platform/durable-file.ts';
import { createLog } from './platform/log.ts';
import { replayPolicy } from './replay/replay-policy.ts';
import { readSettings, type Settings } from './settings.ts';

const MAX_POLICY_BYTES = 8 * 1024 * 1024;
const MAX_INVENTORY_BYTES = 4 * 1024 * 1024;

const HELP = `Usage: replay-policy.ts --settings FILE POLICY.json
What would this policy have stopped of the traffic that the box remembers (14 days at most)?
  --settings FILE   the agent's settings on this box
  POLICY.json       a policy as the console edits it ({ geo, ports, ips, … }), or a whole desired state
One line for each lost destination; the last line is one JSON object: { ok, window, looked, lost, already, gaps }.
Exit 0 when it could be said, 2 when the input is of no use. Rules of the engine (signatures) and lists of pages (URLs) are not
replayed.
`;

async function run(argv: readonly string[]): Promise<Result<ReplayReport>> {
  const [settingsFile = '', policyFile = ''] = argv;
  const settings = await readSettings(settingsFile);
  if (!settings.ok) return settings;
  const { appliance, center, dataDir, ports } = settings.value;
  const proposed = await readPolicy(policyFile, center.addresses);
  if (!proposed.ok) return proposed;
  const bundles = await openBundlesInForce(settings.value, createLog('replay'));
  if (!bundles.ok) return bundles;
  const applied = await readApplied(join(dataDir, 'config'), (bytes) =>
    authenticateDocument(bytes, center.trustedKeys, appliance),
  );
  const inForce = (applied.ok ? applied.value?.desired : null) ?? basePolicy(center.addresses);
  const names = await readNames(settings.value);
  return await replayPolicy({
    historyPath: join(dataDir, HISTORY_FILE),
    proposed: proposed.value,
    inForce,
    ports,
    countryOf: bundles.value.countryOf,
    feeds: bundles.value.inForce().lists,
    nameOf: (mac) => names.get(mac) ?? null,
    nowMs: Date.now(),
  });
}

/** A policy for people names no protected destinations: the center's addresses are always among them. */
async function readPolicy(path: string, centerAddresses: readonly string[]): Promise<Result<Policy>> {
  const content = await readFileBounded(path, MAX_POLICY_BYTES);
  if (!content.ok) return err('RPL_POLICY_UNREADABLE', `The policy ${path} cannot be read.`);
  try {
    const value: unknown = JSON.parse(content.value.toString('utf8'));
    const state = desiredStateSchema.safeParse(value);
    if (state.success) return ok(state.data);
    const policy = policySchema.safeParse(value);
    if (policy.success) return ok({ ...policy.data, protectedDestinations: [...centerAddresses] });
    return err('RPL_POLICY_INVALID', `${path} is neither a policy nor a desired state.`);
  } catch (thrown) {
    return err('RPL_POLICY_INVALID', `The policy ${path} is not JSON.`, { cause: causeOf(thrown) });
  }
}

/** Names are a help to the reader: without the inventory the addresses stand alone. */
async function readNames({ dataDir }: Settings): Promise<ReadonlyMap<string, string>> {
  const content = await readFileBounded(join(dataDir, 'inventory.json'), MAX_INVENTORY_BYTES);
  if (!content.ok) return new Map();
  const parsed = inventorySchema.safeParse(parseOrNull(content.value));
  const devices = parsed.success ? parsed.data.devices : [];
  return new Map(devices.flatMap(({ mac, names }) => (names[0] === undefined ? [] : [[mac, names[0].name] as const])));
}

function parseOrNull(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

function linesOf({ ip, mac, name, destinations, lost }: LostDevice): string[] {
  const head = `${name ?? mac ?? ip} (${ip}): ${lost.destinations} destinations, ${lost.flows} connections`;
  const lines = destinations.map((one) => {
    const end = `${one.direction === 'inbound' ? 'from' : 'to'} ${one.name ?? one.ip}${one.country === null ? '' : ` [${one.country}]`}`;
    const service = one.port === null ? one.protocol : `${one.protocol}/${one.port}`;
    return `  ${end} ${service}: by ${one.by.part} ${one.by.id}, ${one.flows} connections, last ${one.lastSeen}`;
  });
  const more = lost.destinations - destinations.length;
  return [head, ...lines, ...(more > 0 ? [`  … and ${more} more`] : [])];
}

function refuse({ code, message }: CodedError): never {
  process.stderr.write(`${code}: ${message}\n`);
  process.stdout.write(`${JSON.stringify({ ok: false, code })}\n`);
  process.exit(2);
}

const { values, positionals } = parseArgs({
  options: { settings: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.help === true || values.settings === undefined || positionals.length !== 1) {
  process.stdout.write(HELP);
  process.exit(values.help === true ? 0 : 2);
}
const replayed = await run([values.settings, positionals[0] ?? '']);
if (!replayed.ok) refuse(replayed.error);
const { devices, ...totals } = replayed.value;
for (const line of devices.flatMap(linesOf)) process.stdout.write(`${line}\n`);
if (devices.length < totals.lost.devices) {
  process.stdout.write(`… and ${totals.lost.devices - devices.length} more devices\n`);
}
process.stdout.write(`${JSON.stringify({ ok: true, ...totals })}\n`);

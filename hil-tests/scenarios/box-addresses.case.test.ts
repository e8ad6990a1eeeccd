import { join } from 'node:path';
import { adminNetworkSchema, adminNetworkTrialSchema } from '@omamori/contract/admin-network';
import { boxPageSchema } from '@omamori/contract/console-api/visits';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { APPLIANCE } from '../lab/cast.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';

/** A technician's PC in the office moves the box to another address, over the real page, bridge and center. */
const PORT = 8443;
let lab: Lab;
let cookie = '-';

beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
}, 400_000);
afterAll(() => lab?.stop());

interface Said {
  readonly status: number;
  readonly cookie: string;
  readonly text: string;
}

async function ask(method: string, address: string, path: string, body?: unknown): Promise<Said> {
  const program = join(import.meta.dirname, 'ask-box-page.ts');
  const argv = [process.execPath, program, method, `https://${address}:${PORT}${path}`, cookie];
  const ran = await lab.run('pc1', [...argv, body === undefined ? '-' : JSON.stringify(body)], 20_000);
  return JSON.parse(ran.stdout) as Said;
}
const network = async (address: string) =>
  adminNetworkSchema.parse(JSON.parse((await ask('GET', address, '/api/network')).text));
const told = async () =>
  boxPageSchema.parse(JSON.parse(await lab.center.get(`/api/appliances/${APPLIANCE}/box-page`))).network;

it('a new address is tried beside the former one, kept once it was opened and the center heard, and told to the center', async () => {
  const { box, gateway } = lab.plan.office;
  const claimed = await ask('POST', box.v4, '/api/claim', { code: lab.codes.sticker });
  expect(claimed.status).toBe(204);
  cookie = claimed.cookie;
  const [former, fresh, taken] = [box.v4, box.v4.replace(/\d+$/, '200'), gateway.v4];
  const fixed = (address: string) => ({
    ipv4: { mode: 'fixed', address, prefix: 24, gateway: gateway.v4 },
    ipv6: { mode: 'fixed', address: box.v6, prefix: 64, gateway: gateway.v6 },
    nameServers: [],
    vlan: null,
  });
  expect((await network(former)).standing.addresses.map(({ address }) => address)).toContain(former);
  expect((await ask('POST', former, '/api/network/try', fixed(taken))).status).toBe(409);

  const given = adminNetworkTrialSchema.parse(
    JSON.parse((await ask('POST', former, '/api/network/try', fixed(fresh))).text),
  );
  expect(given.addresses).toContain(fresh);
  expect((await ask('POST', former, '/api/network/return')).status).toBe(204);
  expect((await network(former)).last).toMatchObject({ outcome: 'returned', code: 'NET_TRIAL_GIVEN_BACK' });
  expect((await ask('GET', fresh, '/api/session')).status).toBe(0);

  const trial = adminNetworkTrialSchema.parse(
    JSON.parse((await ask('POST', former, '/api/network/try', fixed(fresh))).text),
  );
  const early = await ask('POST', former, '/api/network/confirm', { token: trial.token });
  expect(early.status).toBe(409);
  const confirmed = await ask('POST', fresh, '/api/network/confirm', { token: trial.token });
  expect(confirmed.status).toBe(200);
  cookie = confirmed.cookie;
  await waitUntil('the former address is gone', 30_000, async () => {
    const { standing, last } = await network(fresh).catch(() => ({ standing: { addresses: [] }, last: null }));
    return last?.outcome === 'kept' && !standing.addresses.some(({ address }) => address === former);
  });
  await waitUntil('the center knows the new address', 60_000, async () => {
    const now = await told();
    return now?.last?.outcome === 'kept' && now.addresses.some(({ address }) => address === fresh);
  });
  expect((await ask('GET', former, '/api/session')).status).toBe(0);
}, 300_000);

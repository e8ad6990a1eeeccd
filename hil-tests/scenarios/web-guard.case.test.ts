import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceOf } from '../lab/cast.ts';
import {
  PROTECTED_ADDRESS,
  STARTER_ADDRESS,
  STARTER_NAME,
  STARTER_PAGE,
  UNLISTED_ADDRESS,
} from '../lab/dangerous-sites.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { changePolicy, judgeWays, type Outcome, tellTimes, tryWays, type Way } from './web-ways.ts';

const FAMILIES = ['v4', 'v6'] as const;
const NOBODY = '-';
const LISTED = 'virus-haifu.example';
const EXCEPTED = 'nise-ginko.example';
const CLEAN = 'clean.web.example';

let lab: Lab;
beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  await changePolicy(lab, { exceptions: [exception('pass-site', { kind: 'domain', domain: EXCEPTED })] });
}, 400_000);
afterAll(() => lab?.stop());

function exception(id: string, target: { kind: 'domain'; domain: string } | { kind: 'address'; address: string }) {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  return { id, target, device: deviceOf('pc2').mac, until, reason: 'a test of the lab' };
}

/** Questions bear a name of their own below the listed one, so that the resolver's notes tell them apart. */
let asked = 0;
const below = (name: string): string => `q${asked++}.${name}`;

function both(
  make: (family: (typeof FAMILIES)[number]) => readonly (readonly [string, string, string, Outcome])[],
): Way[] {
  return FAMILIES.flatMap((family) =>
    make(family).map(([way, name, address, expected]) => ({ way, name, address, expected })),
  );
}

async function holds(ways: Way[], from: 'pc1' | 'pc2' = 'pc2'): Promise<void> {
  const tried = await tryWays(lab, from, ways);
  process.stderr.write(tellTimes(tried));
  expect(judgeWays(tried)).toEqual([]);
}

describe('a dangerous place, IPv4 and IPv6', () => {
  it('is refused at once in every way, and nothing of it leaves the office', async () => {
    const ways = both((family) => {
      const [site, listed, resolver] = [UNLISTED_ADDRESS[family], STARTER_ADDRESS[family], lab.plan.resolver[family]];
      return [
        ['dns-udp', below(LISTED), resolver, 'no-name'],
        ['dns-udp', below(STARTER_NAME), resolver, 'no-name'],
        ['dns-pair', below(LISTED), resolver, 'no-name'],
        ['dns-tcp', below(LISTED), resolver, 'no-name'],
        ['host', LISTED, site, 'page'],
        ['host', STARTER_NAME, site, 'page'],
        ['page', STARTER_PAGE.replaceAll('/', '+'), site, 'page'],
        ['kept', LISTED, site, 'page'],
        ['pipelined', LISTED, site, 'page'],
        ['sni', STARTER_NAME, site, 'reset'],
        ['quic', STARTER_NAME, site, 'unreachable'],
        ['ip', NOBODY, listed, 'reset'],
        ['udp-443', NOBODY, listed, 'unreachable'],
      ];
    });
    const begun = Date.now();
    const tried = await tryWays(lab, 'pc2', ways);
    process.stderr.write(tellTimes(tried));
    expect(judgeWays(tried)).toEqual([]);
    await toldAtCenter(
      begun,
      tried.map(({ sourcePort }) => sourcePort),
    );
  }, 400_000);

  it('leaves everything beside it alone', async () => {
    await holds(
      both((family) => {
        const [site, resolver] = [UNLISTED_ADDRESS[family], lab.plan.resolver[family]];
        return [
          ['dns-udp', below('www.web.example'), resolver, 'answered'],
          ['dns-tcp', below('www.web.example'), resolver, 'answered'],
          ['dns-pair', below('www.web.example'), resolver, 'answered'],
          ['host', CLEAN, site, 'answered'],
          ['host', `ii-${LISTED}`, site, 'answered'],
          ['page', 'shared.omamori.example+other.html', site, 'answered'],
          ['kept', CLEAN, site, 'answered'],
          ['sni', CLEAN, site, 'answered'],
          ['quic', CLEAN, site, 'answered'],
          ['ip', NOBODY, site, 'answered'],
          ['udp-443', NOBODY, site, 'answered'],
          ['tcp-853', NOBODY, site, 'answered'],
          ['udp-853', NOBODY, site, 'answered'],
        ];
      }),
    );
  }, 400_000);

  it('is open for the device that has an exception, and closed for another', async () => {
    const open = both((family) => {
      const [site, resolver] = [UNLISTED_ADDRESS[family], lab.plan.resolver[family]];
      return [
        ['dns-udp', below(EXCEPTED), resolver, 'answered'],
        ['dns-tcp', below(EXCEPTED), resolver, 'answered'],
        ['host', EXCEPTED, site, 'answered'],
        ['sni', EXCEPTED, site, 'answered'],
        ['quic', EXCEPTED, site, 'answered'],
      ];
    });
    await holds(open);
    await holds(
      both((family) => [
        ['dns-udp', below(EXCEPTED), lab.plan.resolver[family], 'no-name'],
        ['host', EXCEPTED, UNLISTED_ADDRESS[family], 'page'],
        ['sni', EXCEPTED, UNLISTED_ADDRESS[family], 'reset'],
      ]),
      'pc1',
    );
  }, 400_000);

  it('does not cut off a protected destination, whatever name stands in front of it', async () => {
    await holds(
      both((family) => [
        ['host', LISTED, PROTECTED_ADDRESS[family], 'answered'],
        ['sni', LISTED, PROTECTED_ADDRESS[family], 'answered'],
        ['quic', LISTED, PROTECTED_ADDRESS[family], 'answered'],
      ]),
    );
  }, 400_000);
});

describe('a policy against what hides', () => {
  it('refuses QUIC, hidden resolvers and keys of hidden names, but no protected or excepted destination', async () => {
    await changePolicy(lab, {
      webGuard: { quic: 'block', encryptedDns: 'block', ech: 'block' },
      exceptions: FAMILIES.map((family) =>
        exception(`pass-${family}`, { kind: 'address', address: STARTER_ADDRESS[family] }),
      ),
    });
    await holds(
      both((family) => {
        const [site, resolver, kept] = [UNLISTED_ADDRESS[family], lab.plan.resolver[family], PROTECTED_ADDRESS[family]];
        return [
          ['quic', CLEAN, site, 'unreachable'],
          ['udp-443', NOBODY, site, 'unreachable'],
          ['tcp-853', NOBODY, site, 'reset'],
          ['udp-853', NOBODY, site, 'unreachable'],
          ['sni', 'dns.google', site, 'reset'],
          ['dns-udp', below('dns.google'), resolver, 'no-name'],
          ['https-record', below('www.web.example'), resolver, 'no-record'],
          ['sni', 'cloudflare-ech.com', site, 'reset'],
          ['sni', CLEAN, site, 'answered'],
          ['dns-udp', below('www.web.example'), resolver, 'answered'],
          ['udp-443', NOBODY, kept, 'answered'],
          ['tcp-853', NOBODY, kept, 'answered'],
          ['udp-853', NOBODY, kept, 'answered'],
          ['ip', NOBODY, STARTER_ADDRESS[family], 'answered'],
          ['sni', LISTED, STARTER_ADDRESS[family], 'answered'],
          ['tcp-853', NOBODY, STARTER_ADDRESS[family], 'answered'],
        ];
      }),
    );
  }, 400_000);
});

/** Every refusal is a blocked detection of the dangerous-site story, known by its source port, with how many others. */
async function toldAtCenter(begun: number, ports: readonly number[]): Promise<void> {
  let missing: readonly number[] = ports;
  const all = waitUntil('every refusal is at the center', 30_000 * lab.patience, async () => {
    const { incidents } = await lab.center.incidents();
    const rows = incidents.filter(({ story, lastAt }) => story === 'dangerous-site' && Date.parse(lastAt) >= begun - 5);
    const details = await Promise.all(rows.map(({ id }) => lab.center.incident(id)));
    const told = details
      .flatMap(({ detections }) => detections)
      .filter(({ detection }) => detection.verdict === 'blocked');
    const known = new Set(told.map(({ detection }) => detection.flow.sourcePort));
    missing = ports.filter((port) => !known.has(port));
    return missing.length === 0 && details.every(({ others }) => others?.days === 30);
  });
  await all.catch(() => undefined);
  expect(missing).toEqual([]);
}

import { z } from 'zod';
import { officeAddress } from '../lab/address-plan.ts';
import { deviceOf } from '../lab/cast.ts';
import { NOTICE_PARTS } from '../lab/catalogue/notices.ts';
import { forwardPorts } from '../lab/forward-ports.ts';
import { labProgram } from '../lab/programs.ts';
import { bulkChecksum } from '../lab/servers/bulk-data.ts';
import type { Lab } from '../lab/start-lab.ts';
import { countPackets } from './count-packets.ts';
import { caseResult, judgeStory } from './judge-story.ts';
import { runAction } from './run-action.ts';
import type { Scenario } from './scenario.ts';

const floodSchema = z.object({ sent: z.number(), seconds: z.number() });
const PER_SECOND = 1500;
const SECONDS = 6;
const BULK_BYTES = 40 * 1024 * 1024;
/** Blocks of invented addresses, documentation ranges apart from every host of the lab (RFC 5737, RFC 3849). */
const SOURCES = { 4: '198.18.0.0/20', 6: '2001:db8:f100::/112' } as const;

/**
 * Case C: a flood at the company's server, part of it NTP answers that nobody asked for (reflection), part requests for
 * connections from invented addresses, over IPv4 and IPv6. Most of it ends at the box; a download goes on meanwhile.
 */
export const caseC: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const server = officeAddress(lab.plan, deviceOf('srv').host);
  await forwardPorts(lab, 'tcp', [443], server.v4);
  await forwardPorts(lab, 'udp', [80, 443], server.v4);
  const read = await countPackets(lab, 'srv', ['udp sport 123', 'tcp dport 443 tcp flags syn']);
  const [sent, download] = await Promise.all([attack(lab, server.v6), downloadAtWork(lab)]);
  const counts = await read();
  const arrived = counts.reduce((sum, count) => sum + count, 0);
  const failures: string[] = [];
  if (arrived * 2 > sent) failures.push(`${arrived} of ${sent} packets of the flood reached the server`);
  if (download !== true) failures.push(`the office's download was disturbed: ${download}`);
  const story = await judgeStory(
    lab,
    {
      story: 'flood',
      direction: 'inbound',
      device: deviceOf('srv').label,
      outcome: 'any',
      says: [...NOTICE_PARTS.C, deviceOf('srv').label],
    },
    begun,
  );
  return caseResult('C', { sent, arrived, stories: [story], failures, started });
};

async function attack(lab: Lab, server6: string): Promise<number> {
  const flood = ([kind, family, to]: readonly [string, 4 | 6, string]) => {
    const args = [kind, String(family), to, String(PER_SECOND / 4), String(SECONDS), SOURCES[family]];
    return runAction(lab, 'net', 'send-flood', args, floodSchema);
  };
  const ways = ['ntp', 'syn'].flatMap((kind) => [[kind, 4, lab.plan.router.v4] as const, [kind, 6, server6] as const]);
  const told = await Promise.all(ways.map(flood));
  return told.flat().reduce((sum, one) => sum + one.sent, 0);
}

/** true, or what went wrong: the file whole and unchanged while the flood lasts. */
async function downloadAtWork(lab: Lab): Promise<true | string> {
  const outcome = await lab.run(
    'pc2',
    [process.execPath, labProgram('actions/fetch-bulk'), lab.plan.web.v4, String(BULK_BYTES)],
    120_000,
  );
  if (outcome.exitCode !== 0) return outcome.stderr.slice(-200);
  return outcome.stdout.includes(bulkChecksum(BULK_BYTES)) || outcome.stdout.slice(0, 200);
}

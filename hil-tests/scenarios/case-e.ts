import { join } from 'node:path';
import { z } from 'zod';
import { officeAddress } from '../lab/address-plan.ts';
import { deviceOf } from '../lab/cast.ts';
import { NOTICE_PARTS, REASONS } from '../lab/catalogue/notices.ts';
import { forwardPorts } from '../lab/forward-ports.ts';
import type { Lab } from '../lab/start-lab.ts';
import { isolateDevice, releaseDevice } from './isolate-device.ts';
import { caseResult, type JudgedStory, judgeStory } from './judge-story.ts';
import { readReceipts, runAction } from './run-action.ts';
import type { Scenario } from './scenario.ts';
import { withServer } from './start-server.ts';

const talkSchema = z.object({
  what: z.string(),
  sourcePort: z.number(),
  connected: z.boolean(),
  sent: z.number(),
  answered: z.number(),
});
const heardSchema = z.object({ from: z.string(), port: z.number(), kind: z.string() });
/** Messages that only an attack holds (actions/smb-messages.ts); `new 17` is a file renamed. */
const HARMFUL = ['old 33', 'old 32', 'packed'];
const RENAMED = 'new 17';
const WORM_TALKS = 3;
const FILES = 150;
const WORK_FILES = 3;
const MOST_RENAMED = 45;

/**
 * Case E: ransomware. From outside it attacks the office's file server; at the reception's computer it encrypts the files
 * of the branch's share beyond the box; then the analyst holds that computer apart. Over IPv4 and IPv6.
 */
export const caseE: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const file = (host: string): string => join(lab.folder.path, `share-${host}.ndjson`);
  const heardAt = (host: string) => readReceipts(file(host), heardSchema);
  const before = { office: (await heardAt('office')).length, branch: (await heardAt('branch')).length };
  await forwardPorts(lab, 'tcp', [445], officeAddress(lab.plan, deviceOf('srv').host).v4);
  const { worms, work, encryption, apart } = await withServer(lab, 'srv', 'file-share', ['::', file('office')], () =>
    withServer(lab, 'net', 'file-share', ['::', file('branch')], () => attackAndIsolate(lab)),
  );
  const office = (await heardAt('office')).slice(before.office);
  const branch = (await heardAt('branch')).slice(before.branch);
  const harmful = office.filter(({ kind }) => HARMFUL.includes(kind)).length;
  const failures: string[] = [];
  if (harmful > 0) failures.push(`${harmful} attacks reached the file server`);
  if (!worms.every(({ connected }) => connected)) failures.push('the file server could not even be called');
  if (!work.every(({ sent, answered }) => sent === answered)) failures.push('ordinary work with files was stopped');
  for (const { sourcePort } of encryption) {
    const renamed = branch.filter(({ port, kind }) => port === sourcePort && kind === RENAMED).length;
    if (renamed > MOST_RENAMED) failures.push(`${renamed} of ${FILES} files were encrypted`);
  }
  if (apart.some(({ connected }) => connected)) failures.push('the isolated device still reaches the branch');
  return caseResult('E', {
    sent: worms.length + encryption.length,
    arrived: harmful,
    stories: await judgeStories(lab, begun),
    failures,
    started,
  });
};

/** The attack from outside and the encryption are two stories of two devices. */
async function judgeStories(lab: Lab, begun: number): Promise<JudgedStory[]> {
  const exploit = await judgeStory(
    lab,
    {
      story: 'exploit',
      direction: 'inbound',
      device: deviceOf('srv').label,
      outcome: 'stopped',
      says: NOTICE_PARTS.exploit,
    },
    begun,
    2 * WORM_TALKS,
  );
  const encrypted = await judgeStory(
    lab,
    {
      story: 'encryption',
      direction: 'outbound',
      device: deviceOf('pc1').label,
      outcome: 'any',
      says: NOTICE_PARTS.E,
    },
    begun,
  );
  return [encrypted, exploit];
}

async function attackAndIsolate(lab: Lab) {
  const { neighbour, router, web } = lab.plan;
  const inside = officeAddress(lab.plan, deviceOf('srv').host);
  const speak = (host: 'net' | 'pc1' | 'pc2', to: string, from: string, what: string, count: number) =>
    runAction(lab, host, 'speak-smb', [to, from, what, String(count)], talkSchema);
  const both = async <T>(talks: readonly Promise<T[]>[]): Promise<T[]> => (await Promise.all(talks)).flat();
  const worms = await both([
    speak('net', router.v4, neighbour.v4, 'worm', WORM_TALKS),
    speak('net', inside.v6, neighbour.v6, 'worm', WORM_TALKS),
  ]);
  const working = both([web.v4, web.v6].map((to) => speak('pc2', to, '-', 'work', WORK_FILES)));
  const encryption = await both([web.v4, web.v6].map((to) => speak('pc1', to, '-', 'encrypt', FILES)));
  const work = await working;
  const device = deviceOf('pc1');
  await isolateDevice(lab, device, REASONS.encryption);
  try {
    return {
      worms,
      work,
      encryption,
      apart: await both([web.v4, web.v6].map((to) => speak('pc1', to, '-', 'work', 1))),
    };
  } finally {
    await releaseDevice(lab, device, REASONS.checked);
  }
}

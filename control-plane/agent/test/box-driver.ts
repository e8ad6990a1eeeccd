import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type DesiredState, desiredStateSchema } from '@omamori/contract/desired-state';
import { signDocument } from '@omamori/contract/signed-document';
import type { StateReport } from '@omamori/contract/state-report';
import type { z } from 'zod';
import type { EngineState } from '../src/data-plane/engine-watch.ts';
import type { FeedList } from '../src/data-plane/feed-list.ts';
import type { InlineBox } from './inline-box.ts';

const CHILD = fileURLToPath(new URL('box-child.ts', import.meta.url));

export interface BoxAnswer {
  readonly report: StateReport;
  readonly engine: EngineState;
}

export type PolicyPart = Partial<Omit<z.input<typeof desiredStateSchema>, 'v' | 'appliance' | 'version'>>;

export interface BoxDriver {
  readonly dataDir: string;
  readonly runDir: string;
  /** The answer at the start: the state that was in force on disk, or the base. */
  readonly first: BoxAnswer;
  offer(version: number, part?: PolicyPart): Promise<BoxAnswer>;
  /** As it is, whatever it is. */
  give(bytes: Buffer): Promise<BoxAnswer>;
  look(): Promise<BoxAnswer>;
  /** SIGKILL, as a crash. */
  kill(): Promise<void>;
}

export interface Keys {
  readonly keyId: string;
  readonly publicPem: string;
  readonly privatePem: string;
}

export function makeKeys(keyId = 'test-key'): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    keyId,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

export function desiredOf(version: number, part: PolicyPart = {}): DesiredState {
  return desiredStateSchema.parse({
    v: 1,
    appliance: 'box-1',
    version,
    issuedAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2999-01-01T00:00:00.000Z',
    geo: { blockInbound: [], blockOutbound: [] },
    ports: [],
    protectedDestinations: ['198.51.100.200', '2001:db8:2::200'],
    ips: { mode: 'block', disabledRules: [] },
    ...part,
  });
}

export async function makeBoxDirs(): Promise<{
  root: string;
  dataDir: string;
  runDir: string;
  remove(): Promise<void>;
}> {
  const root = await mkdtemp(join(tmpdir(), 'om-box-'));
  const [dataDir, runDir] = [join(root, 'data'), join(root, 'run')];
  await mkdir(dataDir);
  await mkdir(runDir);
  return { root, dataDir, runDir, remove: () => rm(root, { recursive: true, force: true }) };
}

/** A list of the child's bundle; what is not said is that of a list of dangerous sites. */
export type TestFeed = Pick<FeedList, 'id' | 'kind' | 'preset' | 'direction'> & { readonly names: readonly string[] };

export async function startBoxChild(
  box: InlineBox,
  dirs: { dataDir: string; runDir: string },
  keys: Keys,
  options: { waitMs?: number; rules?: string; feeds?: readonly TestFeed[] } = {},
): Promise<BoxDriver> {
  const args = [
    dirs.dataDir,
    dirs.runDir,
    keys.keyId,
    keys.publicPem,
    String(options.waitMs ?? 0),
    options.rules ?? '',
    JSON.stringify(options.feeds ?? []),
  ];
  const child = box.start('box', process.execPath, CHILD, ...args);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the child has no pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<BoxAnswer> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('the box child ended');
    return JSON.parse(line.value) as BoxAnswer;
  };
  const first = await read();
  const ask = (command: object) => {
    stdin.write(`${JSON.stringify(command)}\n`);
    return read();
  };
  return {
    ...dirs,
    first,
    offer(version, part) {
      const signed = signDocument('desired-state', desiredOf(version, part), {
        keyId: keys.keyId,
        privateKeyPem: keys.privatePem,
      });
      if (!signed.ok) throw new Error(signed.error.message);
      return ask({ offer: Buffer.from(JSON.stringify(signed.value)).toString('base64') });
    },
    give: (bytes) => ask({ offer: bytes.toString('base64') }),
    look: () => ask({ state: true }),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

// Who the box is for its center: one durable file, for its owner's eyes only, replaced as a whole. A key that waits for
// its certificate has a file of its own, so that a claim that was cut goes on with the same key.
import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { enrolledSchema } from '@omamori/contract/enrolment';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import {
  type FileDoor,
  readFileBounded,
  realFiles,
  removeDurably,
  writeFileDurably,
} from '../platform/durable-file.ts';

const identitySchema = enrolledSchema.extend({
  /** PKCS #8 PEM; made here, never told. */
  key: z.string(),
  /** The center knows that it is kept. */
  confirmed: z.boolean(),
});
export type Identity = z.infer<typeof identitySchema>;

const OWNER_ONLY = 0o600;
const MAX_BYTES = 64 * 1024;

export interface IdentityStore {
  /** Null: not claimed yet. Error: ENR_IDENTITY_UNREADABLE. */
  read(): Promise<Result<Identity | null>>;
  /** The waiting key is not needed afterwards and is removed. Error: PLT_WRITE_FAILED. */
  keep(identity: Identity): Promise<Result<void>>;
  /** The key that waits for its certificate; made when there is none. Errors: PLT_*. */
  waitingKey(): Promise<Result<KeyObject>>;
}

export function identityStore(dataDir: string, files: FileDoor = realFiles): IdentityStore {
  const folder = join(dataDir, 'enrolment');
  const [identityFile, keyFile] = [join(folder, 'identity.json'), join(folder, 'waiting-key.pem')];
  return {
    read: () => readIdentity(identityFile, files),
    keep: async (identity) => {
      await files.makeFolder(folder, 0o700);
      const kept = await writeFileDurably(identityFile, JSON.stringify(identity), OWNER_ONLY, files);
      return kept.ok ? await removeDurably(keyFile, files) : kept;
    },
    waitingKey: async () => {
      const read = await readFileBounded(keyFile, MAX_BYTES, files);
      const key = read.ok ? keyIn(read.value) : null;
      if (key !== null) return ok(key);
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      await files.makeFolder(folder, 0o700);
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const kept = await writeFileDurably(keyFile, pem, OWNER_ONLY, files);
      return kept.ok ? ok(privateKey) : kept;
    },
  };
}

async function readIdentity(file: string, files: FileDoor): Promise<Result<Identity | null>> {
  const read = await readFileBounded(file, MAX_BYTES, files);
  if (!read.ok) return read.error.code === 'PLT_FILE_MISSING' ? ok(null) : read;
  try {
    const parsed = identitySchema.safeParse(JSON.parse(read.value.toString('utf8')));
    if (parsed.success && isPair(parsed.data.certificate, createPrivateKey(parsed.data.key))) return ok(parsed.data);
    return unreadable('not of the agreed form');
  } catch (thrown) {
    return unreadable(causeOf(thrown));
  }
}

function unreadable(cause: string): Result<never> {
  return err('ENR_IDENTITY_UNREADABLE', 'What the box knows of its center cannot be read: it must be claimed anew.', {
    cause,
  });
}

export function isPair(certificate: string, key: KeyObject): boolean {
  return new X509Certificate(certificate).checkPrivateKey(key);
}

function keyIn(pem: Buffer): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch (thrown) {
    if (thrown instanceof Error) return null; // a new one is as good: no certificate was issued for this one
    throw thrown;
  }
}

/** Milliseconds UTC from which a certificate is to be renewed: two thirds of its life. */
export function renewalTime(certificate: string): number {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  return validFromDate.getTime() + ((validToDate.getTime() - validFromDate.getTime()) * 2) / 3;
}

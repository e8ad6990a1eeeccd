// Secrets of second factors as they lie in the database: AES-256-GCM under a key that is not in it, so that a copy of
// the database alone opens nothing. `gcm:<key id>:<nonce, ciphertext and tag in base64url>`.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { err, ok, type Result } from '@omamori/contract/result';
import { loadKeyFile } from '../key-file.ts';

const KEY_BYTES = 32;
/** NIST SP 800-38D 8.2.1 and 8.2.2: 96 random bits; a center seals far fewer than 2^32 secrets. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^gcm:([0-9a-f]{16}):([\w-]+)$/;

export interface SecretSeal {
  /** Bound to the account: in another one's row it does not open. */
  seal(secret: string, account: number): string;
  /** A secret from before there were seals comes back as it is. Error: PPL_SECRET_UNREADABLE. */
  open(stored: string, account: number): Result<string>;
  /** Whether it is stored as this center would store it now. */
  isFresh(stored: string): boolean;
}

/** One key a line in base64: the first seals, all open. Made at the first start. Errors: those of key-file.ts, CTR_KEY_UNREADABLE. */
export async function loadSecretSeal(file: string): Promise<Result<SecretSeal>> {
  const read = await loadKeyFile(file, () => `${randomBytes(KEY_BYTES).toString('base64')}\n`);
  if (!read.ok) return read;
  const keys = read.value
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Buffer.from(line.trim(), 'base64'));
  const [first] = keys;
  if (first === undefined || keys.some((key) => key.byteLength !== KEY_BYTES)) {
    return err('CTR_KEY_UNREADABLE', `The key ${file} does not hold 32 bytes in base64 on each line.`);
  }
  return ok(createSecretSeal([first, ...keys.slice(1)]));
}

/** 32 bytes each; the first seals. */
export function createSecretSeal(keys: readonly [Buffer, ...Buffer[]]): SecretSeal {
  const byId = new Map(keys.map((key) => [idOf(key), key]));
  const current = idOf(keys[0]);
  return {
    seal: (secret, account) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keys[0], nonce, { authTagLength: TAG_BYTES }).setAAD(
        ownerOf(account),
      );
      const text = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `gcm:${current}:${text.toString('base64url')}`;
    },
    open: (stored, account) => {
      if (!stored.startsWith('gcm:')) return ok(stored);
      const [, id = '', text = ''] = SEALED.exec(stored) ?? [];
      const key = byId.get(id);
      if (key === undefined) return unreadable();
      return openWith(key, Buffer.from(text, 'base64url'), account);
    },
    isFresh: (stored) => stored.startsWith(`gcm:${current}:`),
  };
}

function openWith(key: Buffer, text: Buffer, account: number): Result<string> {
  if (text.byteLength <= NONCE_BYTES + TAG_BYTES) return unreadable();
  const nonce = text.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(ownerOf(account));
  decipher.setAuthTag(text.subarray(-TAG_BYTES));
  try {
    return ok(
      Buffer.concat([decipher.update(text.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8'),
    );
  } catch (thrown) {
    // The tag does not fit: another account's row, or somebody changed it.
    if (thrown instanceof Error) return unreadable();
    throw thrown;
  }
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

function ownerOf(account: number): Buffer {
  return Buffer.from(`account ${account}`, 'utf8');
}

function unreadable(): Result<never> {
  return err('PPL_SECRET_UNREADABLE', 'The secret of the second factor cannot be opened with the key of this center.');
}

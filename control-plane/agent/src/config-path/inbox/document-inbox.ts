import { join } from 'node:path';
import type { DesiredState } from '@omamori/contract/desired-state';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { MAX_DOCUMENT_BYTES } from '@omamori/contract/signed-document';
import {
  type FileDoor,
  readFileBounded,
  realFiles,
  removeDurably,
  syncDirectory,
  writeFileDurably,
} from '../../platform/durable-file.ts';

/**
 * One slot on disk: the newest authentic document that waits to be looked at. Messages only fill it and wake the
 * loop; a document leaves when its fate is decided, so a power cut in between lets it be looked at again.
 */
export interface DocumentInbox {
  /** `older`: a newer one waits already. Errors: those of `authenticate`, CFG_INBOX_FAILED. */
  offer(bytes: Uint8Array): Promise<Result<'stored' | 'older'>>;
  /** What waits, or null. A damaged slot is emptied and reported. */
  waiting(): Promise<Result<{ readonly bytes: Buffer; readonly desired: DesiredState } | null>>;
  /** Empties the slot unless something newer came in the meantime. */
  settle(version: number): Promise<Result<void>>;
}

export type Authenticate = (bytes: Uint8Array) => Result<DesiredState>;

/** Pure: of two documents the newer waits; an equal version replaces, so that a redelivery heals a damaged slot. */
export function takesPlaceOf(
  offered: { readonly version: number },
  waiting: { readonly version: number } | null,
): boolean {
  return waiting === null || waiting.version <= offered.version;
}

export async function openInbox(
  folder: string,
  authenticate: Authenticate,
  door: FileDoor = realFiles,
): Promise<Result<DocumentInbox>> {
  const path = join(folder, 'inbox.json');
  try {
    await door.makeFolder(folder, 0o750);
    await syncDirectory(join(folder, '..'), door);
  } catch (thrown) {
    return err('CFG_INBOX_FAILED', 'The folder of the configuration cannot be made.', { cause: causeOf(thrown) });
  }
  const waiting: DocumentInbox['waiting'] = async () => {
    const content = await readFileBounded(path, MAX_DOCUMENT_BYTES, door);
    if (!content.ok) return content.error.code === 'PLT_FILE_MISSING' ? ok(null) : content;
    const desired = authenticate(content.value);
    if (desired.ok) return ok({ bytes: content.value, desired: desired.value });
    await empty(path, door);
    return desired;
  };
  const offer: DocumentInbox['offer'] = async (bytes) => {
    const desired = authenticate(bytes);
    if (!desired.ok) return desired;
    const present = await waiting();
    if (present.ok && !takesPlaceOf(desired.value, present.value?.desired ?? null)) return ok('older');
    const written = await writeFileDurably(path, bytes, undefined, door);
    if (written.ok) return ok('stored');
    return err('CFG_INBOX_FAILED', 'The desired state cannot be kept on disk.', { cause: written.error.message });
  };
  const settle: DocumentInbox['settle'] = async (version) => {
    const present = await waiting();
    if (present.ok && (present.value === null || present.value.desired.version > version)) return ok(undefined);
    return await empty(path, door);
  };
  const inTurn = oneAtATime();
  return ok({
    offer: (bytes) => inTurn(() => offer(bytes)),
    waiting: () => inTurn(waiting),
    settle: (version) => inTurn(() => settle(version)),
  });
}

/** A newer document must not come between reading the slot and emptying it. */
function oneAtATime(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };
}

async function empty(path: string, door: FileDoor): Promise<Result<void>> {
  const removed = await removeDurably(path, door);
  if (removed.ok) return removed;
  return err('CFG_INBOX_FAILED', 'The inbox cannot be emptied.', { cause: removed.error.message });
}

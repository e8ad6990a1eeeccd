import { rename, stat } from 'node:fs/promises';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

export const ROTATE_BYTES = 64 * 1024 * 1024;

/**
 * Renames the detections file once it is large and asks the engine to open a new one. The file before it is
 * overwritten only when the bookmark has left it: at most two files of about 64 MiB, and nothing unread is lost.
 * Value: whether it rotated. Error: EVT_ROTATE_FAILED.
 */
export async function rotateEve(
  path: string,
  bookmark: string | null,
  reopenLogs: () => Promise<Result<unknown>>,
  rotateBytes = ROTATE_BYTES,
): Promise<Result<boolean>> {
  try {
    const { size, ino } = await stat(path, { bigint: true });
    const isBeingRead = bookmark?.includes(`"inode":"${ino}"`) ?? false;
    if (Number(size) < rotateBytes || !isBeingRead) return ok(false);
    await rename(path, `${path}.1`);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return ok(false);
    return err('EVT_ROTATE_FAILED', 'The detections file cannot be renamed.', { cause: causeOf(thrown) });
  }
  const reopened = await reopenLogs();
  if (reopened.ok) return ok(true);
  // The engine goes on writing into the renamed file, which is still followed; the next try finds no file and waits.
  return err('EVT_ROTATE_FAILED', 'The engine did not open a new detections file.', { cause: reopened.error.code });
}

import { rename, stat, truncate } from 'node:fs/promises';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

export const ROTATE_BYTES = 64 * 1024 * 1024;
/** So many times larger than that, and the file is cut although it was not stored yet: the disk belongs to others too. */
const CEILING = 4;

/**
 * Renames the detections file once it is large and asks the engine to open a new one. The file before it is
 * overwritten only when the bookmark has left it: two files of about 64 MiB, and nothing unread is lost. While the
 * bookmark cannot move (the spool's disk refuses) the present one may grow to 256 MiB; then it is cut to nothing, which
 * the engine, appending, does not notice and the follower counts as a gap. Value: whether it rotated. Error: EVT_ROTATE_FAILED.
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
    if (Number(size) < rotateBytes) return ok(false);
    if (!isBeingRead) {
      if (Number(size) < rotateBytes * CEILING) return ok(false);
      await truncate(path, 0);
      return err('EVT_EVE_CUT', 'The detections file was cut: it could not be stored for too long.', {
        bytes: Number(size),
      });
    }
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

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

/** SQLite result code SQLITE_BUSY (sqlite.org/rescode.html). */
const BUSY = 5;

/**
 * One process per data folder: PGlite does not guard its files itself. The lock is SQLite's exclusive lock on an empty
 * file, which the kernel gives back when its holder dies in whatever way (fcntl(2)): none can be left behind.
 */
export function lockFolder(folder: string): Result<{ release(): void }> {
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(join(folder, 'center.lock'), { timeout: 0 });
    file.exec('begin exclusive');
    const held = file;
    return ok({ release: () => held.close() });
  } catch (thrown) {
    file?.close();
    if (thrown instanceof Error && 'errcode' in thrown && thrown.errcode === BUSY) {
      return err('CTR_DATA_IN_USE', `Another center uses the data folder ${folder}.`);
    }
    return err('CTR_DATA_UNWRITABLE', `The data folder ${folder} cannot be written.`, { cause: causeOf(thrown) });
  }
}

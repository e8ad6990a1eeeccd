import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SystemStatus, systemStatusSchema } from '@omamori/contract/system-update';

/** What `omamori-update confirm` wrote at this start; null where there are no slots. A few hundred bytes of memory. */
export function readSystemStatus(runDir: string): SystemStatus | null {
  try {
    return systemStatusSchema.parse(JSON.parse(readFileSync(join(runDir, 'system.json'), 'utf8')));
  } catch {
    return null; // a box without slots, or not yet judged: nothing is told
  }
}

import { z } from 'zod';
import { bulkChecksum } from '../lab/servers/bulk-data.ts';
import { readInspection } from '../scenarios/read-inspection.ts';
import { runAction } from '../scenarios/run-action.ts';
import type { HilScenario } from './hil-scenario.ts';

const BYTES = 8 * 1024 * 1024;
const gotSchema = z.object({ bytes: z.number(), sha256: z.string(), seconds: z.number() });

/**
 * The first test of every rig: small flows pass where segmented (GSO) packets come back broken. Both families, whole by
 * checksum, and by the kernel's count it was the engine that had them.
 */
export const bulkTransfer: HilScenario = async ({ lab }) => {
  const failures: string[] = [];
  const figures: Record<string, number> = {};
  const expected = bulkChecksum(BYTES);
  for (const [family, address] of Object.entries(lab.plan.web)) {
    const before = await readInspection(lab);
    const [got] = await runAction(lab, 'pc2', 'fetch-bulk', [address, String(BYTES)], gotSchema);
    const after = await readInspection(lab);
    if (got?.sha256 !== expected) failures.push(`IP${family}: ${got?.bytes ?? 0} of ${BYTES} bytes, or changed`);
    const inspected = after.inspected.bytes - before.inspected.bytes;
    if (inspected < BYTES) failures.push(`IP${family}: only ${inspected} bytes went through the engine`);
    const unseen = after.uninspected.bytes - before.uninspected.bytes;
    if (unseen > 0) failures.push(`IP${family}: ${unseen} bytes passed uninspected`);
    figures[`${family}Seconds`] = got?.seconds ?? 0;
  }
  return { failures, figures };
};

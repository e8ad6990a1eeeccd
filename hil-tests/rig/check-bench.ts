import { findMissing, readBoardRig } from './board-rig.ts';

/** `hil --target board --rig FILE --dry-run`: says what the bench lacks. Gives the exit code: 0 nothing, 1 something, 2 no rig file. */
export async function checkBench(file: string): Promise<0 | 1 | 2> {
  const rig = await readBoardRig(file);
  if (!rig.ok) {
    process.stderr.write(`${rig.error.code}: ${rig.error.message}\n`);
    return 2;
  }
  const missing = await findMissing(rig.value);
  for (const thing of missing) process.stderr.write(`  ✗ ${thing}\n`);
  process.stdout.write(`${JSON.stringify({ target: 'board', dryRun: true, ok: missing.length === 0, missing })}\n`);
  return missing.length === 0 ? 0 : 1;
}

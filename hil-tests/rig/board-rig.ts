import { access, constants, readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';

const port = z.string().regex(/^[a-zA-Z0-9._-]{1,15}$/); // name of a network device, IFNAMSIZ
const command = z.array(z.string().min(1)).min(1);

/** How a real board stands on the bench: which sockets of this machine go where. The form is in README.md. */
export const boardRigSchema = z.strictObject({
  board: z.enum(['rpi']),
  /** Network devices of this machine, each cabled to the port of the box that its key names. */
  ports: z.strictObject({ lan: port, wan: port }).refine(({ lan, wan }) => lan !== wan, 'lan and wan share a device'),
  /** The board's serial console, 115200 baud. */
  serial: z.string().startsWith('/dev/'),
  /** Programs that switch the board's power; run by argv, never by a shell. */
  power: z.strictObject({ on: command, off: command }),
  /** The card as a block device of this machine, behind a switch that gives it to the board; null: carried by hand. */
  card: z.string().startsWith('/dev/').nullable(),
});
export type BoardRig = z.infer<typeof boardRigSchema>;

export interface BenchPlaces {
  readonly netClass: string;
  readonly searchPath: string;
}
const HERE: BenchPlaces = { netClass: '/sys/class/net', searchPath: process.env.PATH ?? '' };

/** Errors: RIG_FILE_UNREADABLE, RIG_FILE_WRONG with the place in the file. */
export async function readBoardRig(file: string): Promise<Result<BoardRig>> {
  try {
    const parsed = boardRigSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success) return ok(parsed.data);
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') || 'the file';
    return err(
      'RIG_FILE_WRONG',
      `The rig file is not in the form of hil-tests/rig/README.md: ${where}: ${issue?.message}`,
    );
  } catch (thrown) {
    return err('RIG_FILE_UNREADABLE', `The rig file ${file} cannot be read: ${causeOf(thrown)}`);
  }
}

/** What the bench lacks, in words, one sentence a thing; empty when a run could begin. Touches nothing. */
export async function findMissing(rig: BoardRig, places = HERE): Promise<string[]> {
  const missing: string[] = [];
  for (const [socket, device] of Object.entries(rig.ports)) {
    const carrier = await readFile(join(places.netClass, device, 'carrier'), 'utf8').catch(() => null);
    const isThere = await exists(join(places.netClass, device));
    if (!isThere) missing.push(`this machine has no network device ${device}, which should lead to ${socket}`);
    else if (carrier?.trim() !== '1') missing.push(`${device} has no link: no cable to ${socket}, or the board is off`);
  }
  if (!(await isDevice(rig.serial, 'character'))) missing.push(`there is no serial device ${rig.serial}`);
  for (const [state, [program = '']] of Object.entries(rig.power)) {
    if (!(await canRun(program, places.searchPath)))
      missing.push(`power ${state}: the program ${program} cannot be run`);
  }
  if (rig.card !== null && !(await isDevice(rig.card, 'block'))) missing.push(`there is no card at ${rig.card}`);
  return missing;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function isDevice(path: string, kind: 'character' | 'block'): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && (kind === 'character' ? found.isCharacterDevice() : found.isBlockDevice());
}

async function canRun(program: string, searchPath: string): Promise<boolean> {
  const places = program.includes('/') ? [program] : searchPath.split(delimiter).map((folder) => join(folder, program));
  for (const place of places) {
    const isProgram = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isProgram) return true;
  }
  return false;
}

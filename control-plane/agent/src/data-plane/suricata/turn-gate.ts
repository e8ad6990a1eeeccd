import type { BlockTime } from '@omamori/contract/off-duty';
import { ok, type Result } from '@omamori/contract/result';
import { askEngine } from './command-socket.ts';
import { GATE_CHARACTERS, gateName } from './time-gate.ts';

const TIMEOUT_MS = 5000;

/** Fills or empties a gate of the engine; what stands in it already does no harm. Errors: those of askEngine. */
export async function turnGate(socketPath: string, when: BlockTime, open: boolean): Promise<Result<void>> {
  for (const character of GATE_CHARACTERS) {
    const datavalue = Buffer.from(character).toString('base64');
    const args = { setname: gateName(when), settype: 'string', datavalue };
    const turned = await askEngine(socketPath, open ? 'dataset-add' : 'dataset-remove', TIMEOUT_MS, args);
    // Refused: it stands there already, or does not. Away: nothing more can be said to it now.
    if (!turned.ok && turned.error.code !== 'ENG_COMMAND_REFUSED') return turned;
  }
  return ok(undefined);
}

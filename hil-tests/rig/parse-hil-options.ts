import { err, ok, type Result } from '@omamori/contract/result';

export const TARGETS = ['netns', 'qemu-arm64'] as const;
export type Target = (typeof TARGETS)[number];

export interface HilOptions {
  readonly target: Target;
  /** Only these scenarios, in the order of the suite; null is all of them. */
  readonly only: readonly string[] | null;
  /** Leaves out what takes longest. */
  readonly fast: boolean;
  /** So often a bare Debian and the box are switched on in turn (P12); 0 is not at all. */
  readonly boots: number;
  /** The rig file of a board whose bench is only to be looked at; then the rest does not count. */
  readonly bench: string | null;
}

/** Errors: HIL_OPTION_UNKNOWN, HIL_TARGET_UNKNOWN, HIL_SCENARIO_UNKNOWN, HIL_BOARD_DRY_ONLY. */
export function parseHilOptions(args: readonly string[], scenarios: readonly string[]): Result<HilOptions> {
  let target: string | undefined;
  let only: string[] | null = null;
  let fast = false;
  let boots = 0;
  let dryRun = false;
  let rig: string | undefined;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [name, value = () => rest.shift()] = splitOption(arg);
    if (name === '--fast') fast = true;
    else if (name === '--dry-run') dryRun = true;
    else if (name === '--rig') rig = value();
    else if (name === '--boots') boots = Math.min(20, Number(value()) || 0);
    else if (name === '--target') target = value();
    else if (name === '--only') only = (value() ?? '').split(',');
    else return err('HIL_OPTION_UNKNOWN', `The option ${arg} is not known; see npm run hil -- --help.`);
  }
  if (target === 'board') {
    if (rig !== undefined && dryRun) return ok({ target: 'netns', only, fast, boots, bench: rig });
    return err('HIL_BOARD_DRY_ONLY', 'A board can only be looked at so far: --target board --rig FILE --dry-run.');
  }
  const known = TARGETS.find((candidate) => candidate === target);
  if (known === undefined)
    return err('HIL_TARGET_UNKNOWN', `There is no target ${target ?? ''}; use --target ${TARGETS.join(' or ')}.`);
  const strange = only?.find((name) => !scenarios.includes(name));
  if (strange !== undefined)
    return err('HIL_SCENARIO_UNKNOWN', `There is no scenario ${strange}; there are ${scenarios.join(', ')}.`);
  return ok({ target: known, only, fast, boots, bench: null });
}

function splitOption(arg: string): [string, (() => string)?] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg] : [arg.slice(0, at), () => arg.slice(at + 1)];
}

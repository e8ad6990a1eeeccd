import { err, ok, type Result } from '@omamori/contract/result';

export const TARGETS = ['netns', 'qemu-arm64'] as const;
export type Target = (typeof TARGETS)[number];

export interface HilOptions {
  readonly target: Target;
  /** Only these scenarios, in the order of the suite; null is all of them. */
  readonly only: readonly string[] | null;
  /** Leaves out what takes longest. */
  readonly fast: boolean;
}

/** Errors: HIL_OPTION_UNKNOWN, HIL_TARGET_UNKNOWN, HIL_SCENARIO_UNKNOWN. */
export function parseHilOptions(args: readonly string[], scenarios: readonly string[]): Result<HilOptions> {
  let target: string | undefined;
  let only: string[] | null = null;
  let fast = false;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [name, value = () => rest.shift()] = splitOption(arg);
    if (name === '--fast') fast = true;
    else if (name === '--target') target = value();
    else if (name === '--only') only = (value() ?? '').split(',');
    else return err('HIL_OPTION_UNKNOWN', `The option ${arg} is not known; see npm run hil -- --help.`);
  }
  const known = TARGETS.find((candidate) => candidate === target);
  if (known === undefined)
    return err('HIL_TARGET_UNKNOWN', `There is no target ${target ?? ''}; use --target ${TARGETS.join(' or ')}.`);
  const strange = only?.find((name) => !scenarios.includes(name));
  if (strange !== undefined)
    return err('HIL_SCENARIO_UNKNOWN', `There is no scenario ${strange}; there are ${scenarios.join(', ')}.`);
  return ok({ target: known, only, fast });
}

function splitOption(arg: string): [string, (() => string)?] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg] : [arg.slice(0, at), () => arg.slice(at + 1)];
}

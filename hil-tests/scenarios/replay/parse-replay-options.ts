import { err, ok, type Result } from '@omamori/contract/result';
import type { ReplayWords } from './catalogue/en.ts';
import { homeList, PRIVATE_RANGES } from './choose-side.ts';

export interface ReplayOptions {
  readonly capture: string;
  readonly rules: string | null;
  readonly home: readonly string[];
  readonly detectOnly: boolean;
}

const OWN = ['--pcap', '--rules', '--home', '--detect-only'];
const MOST_HOME = 32;

export function isReplay(args: readonly string[]): boolean {
  return args.some((arg) => OWN.includes(arg));
}

/** Options of `scenario -- --pcap`. Errors: SCN_OPTION_VALUE, SCN_OPTION_UNKNOWN, SCN_HOME_INVALID. */
export function parseReplayOptions(args: readonly string[], words: ReplayWords): Result<ReplayOptions> {
  const given = new Map<string, string>();
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--quiet' || arg === '--no-color') continue;
    if (arg === '--detect-only') given.set(arg, '');
    else if (OWN.includes(arg) || arg === '--lang') {
      const value = rest.shift();
      if (value === undefined || value === '' || value.startsWith('--'))
        return err('SCN_OPTION_VALUE', words.valueMissing(arg));
      given.set(arg, value);
    } else return err('SCN_OPTION_UNKNOWN', words.unknownOption(arg));
  }
  const capture = given.get('--pcap');
  if (capture === undefined) return err('SCN_OPTION_VALUE', words.pcapMissing([...given.keys()][0] ?? ''));
  const home = given.get('--home')?.split(',') ?? PRIVATE_RANGES;
  if (home.length > MOST_HOME || homeList(home) === null)
    return err('SCN_HOME_INVALID', words.homeBad(given.get('--home') ?? ''));
  return ok({ capture, rules: given.get('--rules') ?? null, home, detectOnly: given.has('--detect-only') });
}

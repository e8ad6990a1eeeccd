import { err, ok, type Result } from '@omamori/contract/result';
import type { Words } from './catalogue/en.ts';

export interface LabCommandOptions {
  readonly once: boolean;
  readonly host: string;
  readonly consolePort: number;
  readonly boxPort: number;
  /** Ports were named by the user: then a taken one is an error, otherwise the next free one is used. */
  readonly portsChosen: boolean;
  readonly quiet: boolean;
  /** Companies of a simulated service, in place of the lab; null: the lab. */
  readonly fleet: number | null;
}

const MOST_FLEET = 10_000;

/** Options of `npm start`. Errors: SCN_OPTION_UNKNOWN, LAB_PORT_INVALID, LAB_FLEET_INVALID. */
export function parseLabOptions(args: readonly string[], words: Words): Result<LabCommandOptions> {
  const options = {
    once: false,
    host: '127.0.0.1',
    consolePort: 8080,
    boxPort: 8443,
    portsChosen: false,
    quiet: false,
    fleet: null as number | null,
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--once') options.once = true;
    else if (arg === '--quiet') options.quiet = true;
    else if (arg === '--lang') rest.shift();
    else if (arg.startsWith('--lang=')) continue;
    else if (arg === '--fleet') {
      const value = rest.shift() ?? '';
      if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > MOST_FLEET)
        return err('LAB_FLEET_INVALID', words.badFleet(value));
      options.fleet = Number(value);
    } else if (arg === '--host') options.host = rest.shift() ?? options.host;
    else if (arg === '--console-port' || arg === '--box-port') {
      const value = rest.shift() ?? '';
      const port = Number(value);
      if (!/^\d{1,5}$/.test(value) || port < 1 || port > 65_535) return err('LAB_PORT_INVALID', words.badPort(value));
      if (arg === '--console-port') options.consolePort = port;
      else options.boxPort = port;
      options.portsChosen = true;
    } else return err('SCN_OPTION_UNKNOWN', words.unknownOption(arg));
  }
  return ok(options);
}

/** `ja` or `en` as asked, else as the set-up found it; undefined leaves it to LANG. */
export function languageOf(args: readonly string[]): string | undefined {
  const joined = args.find((arg) => arg.startsWith('--lang='));
  if (joined !== undefined) return joined.slice('--lang='.length);
  const at = args.indexOf('--lang');
  return at < 0 ? process.env.OMAMORI_LANG : args[at + 1];
}

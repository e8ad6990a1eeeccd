import { parseArgs } from 'node:util';
import { type CodedError, causeOf } from '@omamori/contract/result';
import { createLog, type Log } from './log.ts';
import { readSettings } from './settings.ts';
import { type Center, startCenter } from './start-center.ts';

const HELP = `The monitoring center.

  center [--settings FILE] [--help]

Without a settings file: console on http://127.0.0.1:8600, broker on 127.0.0.1:1883, data in .lab/center.
DATABASE_URL: a PostgreSQL database in place of the embedded one. MQTT_URL: a broker in place of the embedded one.
When it is ready, one JSON line: {"ready":true,"http":{…},"mqtt":{…}}; with "accessCode" when none was set.
`;
const UNUSABLE = 2;
/** Stopping must not hang on a broker or a database that no longer answers. */
const STOP_WITHIN_MS = 10_000;

async function main(): Promise<void> {
  const log = createLog();
  const options = readOptions();
  if (options === undefined) {
    refuse({ code: 'SET_OPTION_UNKNOWN', message: 'Known options: --settings FILE, --help.' });
    return;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const settings = await readSettings(options.settings, process.env);
  if (!settings.ok) {
    refuse(settings.error);
    return;
  }
  const center = await startCenter(settings.value, log);
  if (!center.ok) {
    log.error({ code: center.error.code, detail: center.error.detail }, center.error.message);
    refuse(center.error);
    return;
  }
  stopOnSignal(center.value, log);
  const { http, mqtt, madeAccessCode } = center.value;
  const made = madeAccessCode === null ? {} : { accessCode: madeAccessCode };
  process.stdout.write(`${JSON.stringify({ ready: true, http, mqtt, ...made })}\n`);
}

function readOptions(): { settings: string | undefined; help: boolean } | undefined {
  try {
    const { values } = parseArgs({ options: { settings: { type: 'string' }, help: { type: 'boolean' } } });
    return { settings: values.settings, help: values.help === true };
  } catch (thrown) {
    if (thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}

function refuse(error: CodedError): void {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = UNUSABLE;
}

function stopOnSignal(center: Center, log: Log): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    center.close().then(
      () => process.exit(0),
      (thrown: unknown) => {
        log.error({ code: 'CTR_STOP_FAILED', cause: causeOf(thrown) }, 'the center did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

await main();

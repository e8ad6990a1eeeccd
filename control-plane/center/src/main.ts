import { parseArgs } from 'node:util';
import { type CodedError, causeOf } from '@omamori/contract/result';
import { createLog, type Log } from './log.ts';
import { rescueAccount } from './people/rescue-account.ts';
import { readSettings } from './settings.ts';
import { type Center, startCenter } from './start-center.ts';

const HELP = `The monitoring center.

  center [--settings FILE] [--new-password-for NAME] [--help]

Without a settings file: console on http://127.0.0.1:8600, boxes claim at
127.0.0.1:8884 and speak to the broker at 127.0.0.1:8883, both by TLS with certificates of this center; data in .lab/center.
DATABASE_URL: a PostgreSQL database in place of the embedded one. MQTT_URL: a broker in place of the embedded one.
--new-password-for: gives an account a temporary password and takes its second factor off, prints one JSON line and
ends. For whoever has lost every way in; with the embedded database stop the center first.
When it is ready, one JSON line: {"ready":true,"http":{…},"mqtt":{…},"enrolment":{…}}; with "accessCode", which makes the
first admin, when there is no account and the settings name no code.
`;
const UNUSABLE = 2;
/** Stopping must not hang on a broker or a database that no longer answers. */
const STOP_WITHIN_MS = 10_000;

async function main(): Promise<void> {
  const log = createLog();
  const options = readOptions();
  if (options === undefined) {
    refuse({ code: 'SET_OPTION_UNKNOWN', message: 'Known options: --settings FILE, --new-password-for NAME, --help.' });
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
  if (options.rescue !== undefined) {
    const rescued = await rescueAccount(settings.value, options.rescue, log);
    if (!rescued.ok) refuse(rescued.error);
    else {
      const { account, password } = rescued.value;
      process.stdout.write(`${JSON.stringify({ ok: true, name: account.name, password })}\n`);
    }
    return;
  }
  const center = await startCenter(settings.value, log);
  if (!center.ok) {
    log.error({ code: center.error.code, detail: center.error.detail }, center.error.message);
    refuse(center.error);
    return;
  }
  stopOnSignal(center.value, log);
  const { http, mqtt, enrolment, madeAccessCode } = center.value;
  const made = madeAccessCode === null ? {} : { accessCode: madeAccessCode };
  process.stdout.write(`${JSON.stringify({ ready: true, http, mqtt, enrolment, ...made })}\n`);
}

function readOptions(): { settings: string | undefined; rescue: string | undefined; help: boolean } | undefined {
  try {
    const text = { type: 'string' } as const;
    const options = { settings: text, 'new-password-for': text, help: { type: 'boolean' } } as const;
    const { values } = parseArgs({ options });
    return { settings: values.settings, rescue: values['new-password-for'], help: values.help === true };
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

/** `npm start`: the whole product on real traffic. `--once` plays the cases and ends with the verdict. */
import { emitKeypressEvents } from 'node:readline';
import { playCase } from '../scenarios/play-cases.ts';
import { CASES, type CaseName, type CaseResult } from '../scenarios/scenario.ts';
import { choosePorts } from './choose-ports.ts';
import { languageOf, parseLabOptions } from './parse-options.ts';
import { hasNotice, printNotice } from './print-notice.ts';
import { type Progress, showProgress, wordsFor } from './show-progress.ts';
import { runFleet } from './start-fleet.ts';
import { type Lab, startLab } from './start-lab.ts';

const CASE_OF_KEY: ReadonlyMap<string, CaseName> = new Map([
  ['a', 'A'],
  ['b', 'B'],
  ['d', 'D'],
  ['v', 'alpha'],
  ['o', 'office'],
]);

const started = performance.now();
const args = process.argv.slice(2);
const words = wordsFor(languageOf(args));

function refuse(error: { code: string; message: string }): never {
  process.stderr.write(`${error.message.startsWith(error.code) ? '' : `${error.code}: `}${error.message}\n`);
  process.exit(2);
}

const options = parseLabOptions(args, words);
if (!options.ok) refuse(options.error);
const ports = await choosePorts(options.value);
if (!ports.ok) refuse(ports.error);

if (options.value.fleet !== null) {
  const ofFleet = showProgress(1, words, options.value.quiet);
  process.exit(await runFleet(options.value, options.value.fleet, ports.value.consolePort, ofFleet));
}
const progress = showProgress(Object.keys(words.steps).length, words, options.value.quiet);
let lab: Lab | null = null;
let ending = false;

async function end(exitCode: number): Promise<void> {
  if (ending) return;
  ending = true;
  if (lab !== null) {
    progress.say(words.ending);
    await lab.stop();
    progress.say(words.ended);
  }
  process.exit(exitCode);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130));

const begun = await startLab({
  onStep: (step, state) => (state === 'begin' ? progress.begin(words.steps[step]) : progress.end(true)),
});
if (!begun.ok) {
  progress.end(false);
  refuse(begun.error);
}
lab = begun.value;
const doors = await lab.openDoors(options.value.host, ports.value.consolePort, ports.value.boxPort);
if (!doors.ok) {
  await lab.stop();
  refuse(doors.error);
}
if (options.value.once) await playOnce(lab);
else await keepRunning(lab);

async function play(running: Lab, name: CaseName): Promise<CaseResult> {
  progress.say(words.playing[name]);
  const result = await playCase(running, name);
  tell(progress, result);
  if (hasNotice(name)) await printNotice(running, progress, name);
  return result;
}

async function playOnce(running: Lab): Promise<void> {
  const cases: CaseResult[] = [];
  for (const name of CASES) cases.push(await play(running, name));
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const bad = cases.filter((result) => !result.ok);
  progress.say(
    bad.length === 0 ? words.result(String(seconds)) : words.resultBad(bad.map((result) => result.case).join(' ')),
  );
  for (const result of cases) process.stdout.write(`${JSON.stringify(result)}\n`);
  process.stdout.write(
    `${JSON.stringify({ ok: bad.length === 0, cases: cases.map((result) => result.case), seconds })}\n`,
  );
  await end(bad.length === 0 ? 0 : 1);
}

async function keepRunning(running: Lab): Promise<void> {
  if (!ports.ok || !options.ok) return;
  const host = options.value.host;
  progress.say('');
  progress.say(
    ` ${words.consoleAt}  http://${host}:${ports.value.consolePort}  ${words.signIn} ${running.people.analyst.name} ${running.people.analyst.password}`,
  );
  progress.say(
    ` ${words.boxAt}  https://${host}:${ports.value.boxPort}  ${words.stickerCode} ${running.codes.sticker}`,
  );
  const others = (['viewer', 'desk', 'admin'] as const).map((role) => running.people[role]);
  for (const { name, password } of others) progress.say(`   ${words.alsoSignIn}  ${name}  ${password}`);
  progress.say(`   ${words.noSecondFactor}`);
  progress.say('');
  await play(running, 'A');
  const keyboard = process.stdin.isTTY === true;
  progress.say(keyboard ? words.keys : words.noKeys);
  setInterval(() => undefined, 60_000); // stays until a key or a signal ends it
  if (keyboard) listenToKeys(running);
}

function listenToKeys(running: Lab): void {
  let busy = false;
  emitKeypressEvents(process.stdin);
  process.stdin.setRawMode(true).on('keypress', (_text: string, key: { name?: string; ctrl?: boolean }) => {
    if (key.name === 'q' || (key.ctrl === true && key.name === 'c')) void end(0);
    const name = CASE_OF_KEY.get(key.name ?? '');
    if (name === undefined || busy) return;
    busy = true;
    play(running, name)
      .catch((thrown: unknown) => progress.say(String(thrown)))
      .finally(() => {
        busy = false;
        progress.say(words.keys);
      });
  });
}

function sumOf({ case: name, sent, arrived, blocked }: CaseResult): string {
  switch (name) {
    case 'A':
      return words.stopped(blocked, sent, arrived);
    case 'B':
      return words.keptAway(blocked, sent, arrived);
    case 'D':
      return words.cutOff(blocked, sent, arrived);
    case 'alpha':
      return words.keptOut(blocked, sent, arrived);
    case 'office':
      return words.undisturbed(arrived, sent);
    default:
      return words.stopped(blocked, sent, arrived);
  }
}

export function tell(to: Progress, result: CaseResult): void {
  const { delay } = result;
  to.say(`  ${result.ok ? '✓' : '✗'} ${sumOf(result)}`);
  if (delay !== null) to.say(`    ${words.delay(delay.median, delay.p99, delay.attacks)}`);
  for (const failure of result.failures) to.say(`    ${words.notHeld}: ${failure}`);
}

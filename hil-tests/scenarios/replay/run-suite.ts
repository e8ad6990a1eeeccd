// `scenario -- --suite DIR [--preset P]`: every capture of a suite through one box, judged by its own expected.json.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { causeOf } from '@omamori/contract/result';
import { languageOf } from '../../lab/parse-options.ts';
import { showProgress, wordsFor } from '../../lab/show-progress.ts';
import { replayEn } from './catalogue/en.ts';
import { replayJa } from './catalogue/ja.ts';
import { PRIVATE_RANGES } from './choose-side.ts';
import { gatherSuiteRules } from './gather-suite-rules.ts';
import { type Expected, expectedSchema, type JudgedCapture, judgeCapture, sumSuite } from './judge-capture.ts';
import { replayCapture } from './replay-capture.ts';
import { type ReplayLab, startReplayLab } from './start-replay-lab.ts';
import { surveyCapture } from './survey-capture.ts';

const PRESETS = ['connectivity', 'balanced', 'security'] as const;
/** As an office that works with the box has them: remote desktop and file sharing are nobody's business outside (F7). */
const CLOSED_PORTS = [135, 139, 445, 3389, 5900] as const;
/** What the pauses of one capture may add up to: a suite has hundreds. */
const PAUSES_MS = 1500;

export function isSuite(args: readonly string[]): boolean {
  return args.includes('--suite');
}

function refuse(sentence: string): 2 {
  process.stderr.write(`${sentence}\n`);
  return 2;
}

/** Answers the exit code: 0 when every capture held, 1 when one did not, 2 when the suite is unusable. */
export async function runSuite(args: readonly string[]): Promise<number> {
  const common = wordsFor(languageOf(args));
  const words = common === wordsFor('ja') ? replayJa : replayEn;
  const options = readOptions(args);
  if (options.unknown !== null) return refuse(words.unknownOption(options.unknown));
  if (options.suite === null) return refuse(words.valueMissing('--suite'));
  const preset = PRESETS.find((name) => name === options.preset);
  if (preset === undefined) return refuse(words.presetBad(options.preset));
  const expected = await readExpected(options.suite);
  if (typeof expected === 'string') return refuse(words.suiteBad(options.suite, expected));
  const rules = await gatherSuiteRules(options.suite, words);
  if (!rules.ok) return refuse(rules.error.message);
  const progress = showProgress(Object.keys(words.steps).length, common, args.includes('--quiet'));
  const { folder } = rules.value;
  const lab = await startReplayLab(
    {
      rules: null,
      ...(folder === null ? {} : { feed: folder }),
      preset,
      action: 'drop',
      closedPorts: CLOSED_PORTS,
      home: PRIVATE_RANGES,
      onStep: (step, state) => (state === 'begin' ? progress.begin(words.steps[step]) : progress.end(true)),
    },
    words,
  );
  await rules.value.remove();
  if (!lab.ok) return refuse(`${lab.error.code}: ${lab.error.message}`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void lab.value.stop().then(() => process.exit(130)));
  try {
    return await playAll(lab.value, options.suite, expected);
  } finally {
    await lab.value.stop();
  }
}

async function playAll(lab: ReplayLab, suite: string, expected: Readonly<Record<string, Expected>>): Promise<number> {
  const judged: JudgedCapture[] = [];
  for (const [file, wanted] of Object.entries(expected)) {
    const one = await playOne(lab, join(suite, file), file, wanted);
    judged.push(one);
    process.stdout.write(`${JSON.stringify(one)}\n`);
  }
  const result = sumSuite(judged, expected);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return result.ok ? 0 : 1;
}

/** A capture that cannot be read or played counts as failed; the others go on. */
async function playOne(lab: ReplayLab, path: string, file: string, wanted: Expected): Promise<JudgedCapture> {
  const failed = { file, verdict: wanted.verdict, ok: false, dropped: 0, detections: 0, applications: [] };
  const survey = surveyCapture(path);
  if (!survey.ok) {
    process.stderr.write(`${file}: ${survey.error.code}\n`);
    return failed;
  }
  try {
    const began = Date.now();
    const played = await replayCapture(lab, survey.value, { told: false, pausesMs: PAUSES_MS });
    return judgeCapture(file, wanted, played, await lab.applicationsSince(began));
  } catch (thrown) {
    process.stderr.write(`${file}: ${causeOf(thrown)}\n`);
    return failed;
  }
}

function readOptions(args: readonly string[]) {
  const found: { suite: string | null; preset: string; unknown: string | null } = {
    suite: null,
    preset: 'balanced',
    unknown: null,
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--suite') {
      const value = rest.shift();
      found.suite = value === undefined ? null : resolve(process.env['INIT_CWD'] ?? '.', value);
    } else if (arg === '--preset') found.preset = rest.shift() ?? '';
    else if (arg === '--lang') rest.shift();
    else if (arg !== '--quiet' && !arg.startsWith('--lang=')) found.unknown ??= arg;
  }
  return found;
}

/** What is wrong, as text, when it cannot be used. */
async function readExpected(suite: string): Promise<Readonly<Record<string, Expected>> | string> {
  try {
    const parsed = expectedSchema.safeParse(JSON.parse(await readFile(join(suite, 'expected.json'), 'utf8')));
    if (!parsed.success) return parsed.error.issues[0]?.message ?? 'wrong form';
    return Object.keys(parsed.data).length === 0 ? 'it names no capture' : parsed.data;
  } catch (thrown) {
    return causeOf(thrown);
  }
}

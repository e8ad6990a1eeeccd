import { languageOf } from '../../lab/parse-options.ts';
import { showProgress, wordsFor } from '../../lab/show-progress.ts';
import { replayEn } from './catalogue/en.ts';
import { replayJa } from './catalogue/ja.ts';
import { parseReplayOptions } from './parse-replay-options.ts';
import { readRules } from './prepare-rules.ts';
import { replayCapture } from './replay-capture.ts';
import { startReplayLab } from './start-replay-lab.ts';
import { surveyCapture } from './survey-capture.ts';

function refuse(sentence: string): 2 {
  process.stderr.write(`${sentence}\n`);
  return 2;
}

/** `scenario -- --pcap FILE …`; answers the exit code. Unusable input is told before anything is started. */
export async function runReplay(args: readonly string[]): Promise<number> {
  const common = wordsFor(languageOf(args));
  const words = common === wordsFor('ja') ? replayJa : replayEn;
  const options = parseReplayOptions(args, words);
  if (!options.ok) return refuse(options.error.message);
  const { capture, rules: rulesFile, home, detectOnly } = options.value;
  const survey = surveyCapture(capture);
  if (!survey.ok) return refuse(words.captureBad(capture, survey.error.code));
  const action = detectOnly ? 'alert' : 'drop';
  const rules = rulesFile === null ? null : await readRules(rulesFile, action, words);
  if (rules !== null && !rules.ok) return refuse(rules.error.message);

  const progress = showProgress(Object.keys(words.steps).length, common, args.includes('--quiet'));
  const onStep = (step: keyof typeof words.steps, state: 'begin' | 'end'): void =>
    state === 'begin' ? progress.begin(words.steps[step]) : progress.end(true);
  const lab = await startReplayLab({ rules: rules === null ? null : rules.value, action, home, onStep }, words);
  if (!lab.ok) {
    progress.end(false);
    return refuse(
      lab.error.message.startsWith(lab.error.code) ? lab.error.message : `${lab.error.code}: ${lab.error.message}`,
    );
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void lab.value.stop().then(() => process.exit(130)));
  try {
    progress.begin(words.steps.replay);
    const { line } = await replayCapture(lab.value, survey.value);
    progress.end(true);
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return line.ok ? 0 : 1;
  } finally {
    await lab.value.stop();
  }
}

export const TONES = ['danger', 'warn', 'caution', 'ok', 'quiet'] as const;
export type Tone = (typeof TONES)[number];

// A shape for each tone, so that nothing hangs on colour alone.
const MARKS: Readonly<Record<Tone, string>> = { danger: '■', warn: '▲', caution: '◆', ok: '●', quiet: '○' };

export function StateWord({ tone, word, title }: { tone: Tone; word: string; title?: string }) {
  return (
    <span className="om-mark" data-tone={tone} title={title}>
      <span aria-hidden="true">{MARKS[tone]}</span>
      <span>{word}</span>
    </span>
  );
}

export type Outcome = 'stopped' | 'not-stopped' | 'unknown';
const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = { stopped: 'ok', 'not-stopped': 'danger', unknown: 'warn' };

export function OutcomeMark({ outcome, words }: { outcome: Outcome; words: Readonly<Record<Outcome, string>> }) {
  return <StateWord tone={OUTCOME_TONES[outcome]} word={words[outcome]} />;
}

// The one form in which every command says why it cannot go on: `CODE: what → do this`, exit 2, no stack.

export type CodedSentence = { readonly code: string; readonly what: string; readonly advice: string };

export const formatSentence = ({ code, what, advice }: CodedSentence): string => `${code}: ${what} → ${advice}`;

/** Writes the sentence to stderr and sets exit code 2; the caller returns. */
export const refuse = (sentence: CodedSentence): void => {
  process.stderr.write(`${formatSentence(sentence)}\n`);
  process.exitCode = 2;
};

import { CopyButton, type CopyWords } from './copy-button.tsx';

/** An address, hash or id: mono, with a copy button when `words` are given. */
export function MonoValue({ value, words }: { value: string; words?: CopyWords }) {
  return (
    <span>
      <span className="om-mono">{value}</span>
      {words !== undefined && <CopyButton value={value} of={value} words={words} />}
    </span>
  );
}

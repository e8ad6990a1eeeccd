import { useClipboard } from '@mantine/hooks';

export interface CopyWords {
  copy: string;
  copied: string;
}

/** `of` names what is copied, for who does not see the value beside the button. */
export function CopyButton({ value, of, words }: { value: string; of: string; words: CopyWords }) {
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <button
      type="button"
      className="om-copy"
      aria-label={`${clipboard.copied ? words.copied : words.copy} ${of}`}
      title={clipboard.copied ? words.copied : words.copy}
      onClick={() => clipboard.copy(value)}
    >
      <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
        {clipboard.copied ? (
          <path d="M3 8.5 6.5 12 13 4.5" strokeWidth="2" />
        ) : (
          <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />
        )}
      </svg>
    </button>
  );
}

export interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; word: string; lang?: string }[];
  onChoose: (value: T) => void;
}

/** Two or three words of which one is pressed. */
export function Choice<T extends string>({ label, value, options, onChoose }: ChoiceProps<T>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box and legend
    <span className="om-choice" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          lang={option.lang}
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
        >
          {option.word}
        </button>
      ))}
    </span>
  );
}

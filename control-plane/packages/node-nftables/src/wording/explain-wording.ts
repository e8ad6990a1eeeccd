/** Words for explaining a ruleset; a catalogue a language. `{…}` are filled in, by name. */
export interface ExplainWording {
  readonly table: string;
  readonly counter: string;
  readonly set: string;
  /** Around the words of a set. */
  readonly map: string;
  readonly elements: string;
  readonly seconds: string;
  readonly atMost: string;
  readonly chain: string;
  readonly baseChain: string;
  readonly rule: string;
  readonly is: string;
  readonly isNot: string;
  readonly compares: string;
  readonly inSet: string;
  readonly notInSet: string;
  /** A number below {mod}, chosen by {by}. */
  readonly spread: string;
  readonly mapped: string;
  readonly fib: string;
  /** Stateful objects and flowtables by their name in JSON. */
  readonly objects: Readonly<Record<string, string>>;
  readonly statements: Readonly<Record<string, string>>;
  /** Selectors by their name in nft(8); one that is missing is shown by that name. */
  readonly selectors: Readonly<Record<string, string>>;
  readonly join: string;
}

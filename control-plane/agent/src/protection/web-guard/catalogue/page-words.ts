/** Words of the block page; a language has each. */
export interface PageWords {
  readonly language: 'ja' | 'en';
  /** On the link that leads to this language's part of the page. */
  readonly name: string;
  readonly title: string;
  stopped(what: string): string;
  /** By story; `other` for one without words of its own. */
  readonly reasons: Readonly<Record<string, string>>;
  /** By the name of a category as {@link categories} has it. */
  category(name: string): string;
  readonly categories: Readonly<Record<string, string>>;
  readonly advice: string;
  phone(number: string): string;
  readonly facts: {
    readonly list: string;
    readonly date: string;
    readonly others: string;
    readonly device: string;
    readonly time: string;
    readonly box: string;
  };
  others(companies: number, days: number): string;
  readonly needed: string;
  readonly technician: string;
  readonly promise: string;
}

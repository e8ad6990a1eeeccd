import type { Detection } from '@omamori/contract/detection';

/** What travelled: of the first file or mail that made the incident. Words of strangers, cleaned where they are shown. */
export interface CarriedFacts {
  /** As the list or the scanner calls it; null: none was named. */
  readonly virus: string | null;
  readonly file: string | null;
  readonly mailFrom: string | null;
  /** Mailboxes, separated by a blank. */
  readonly mailTo: string | null;
  /** smtp, pop3, imap, http, ftp …; null where the engine did not know. */
  readonly way: string | null;
}

const STORIES = ['malware-file', 'suspicious-mail'];

/** Null for stories in which nothing travels. */
export function carriedOf({ evidence, flow, story, rule }: Detection): CarriedFacts | null {
  if (!STORIES.includes(story)) return null;
  const fact = (name: string): string | null => evidence?.facts[name]?.slice(0, 300) || null;
  return {
    virus: fact('virus') ?? (story === 'malware-file' ? rule.name : null),
    file: fact('file'),
    mailFrom: fact('mail from'),
    mailTo: fact('mail to'),
    way: flow.applicationProtocol,
  };
}

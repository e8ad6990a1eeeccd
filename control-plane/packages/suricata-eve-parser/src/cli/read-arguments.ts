// The command line of `eve` as data.
import { parseArgs } from 'node:util';

export interface Where {
  readonly path: readonly string[];
  readonly value: string;
}

export interface Command {
  readonly verb: 'count' | 'filter' | 'follow';
  readonly files: readonly string[];
  /** null: all. */
  readonly types: readonly string[] | null;
  readonly where: readonly Where[];
  /** null: whole lines. */
  readonly fields: readonly (readonly string[])[] | null;
  readonly form: 'json' | 'table';
}

export const USAGE = `eve count [FILE…]                     how many events of each type
eve filter [options] [FILE…]          events that match
eve follow [options] FILE             the same for a growing, rotated log, until interrupted

  --type alert,drop                   only these event types
  --where alert.severity=1            only events with this value there (may be repeated)
  --fields src_ip,alert.signature     these fields instead of the whole line
  --table                             fields in columns instead of JSON

Without FILE: standard input. Lines that are no events are counted on standard error.
`;

/** null when the arguments make no sense. */
export function readArguments(args: readonly string[]): Command | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        type: { type: 'string' },
        where: { type: 'string', multiple: true, default: [] },
        fields: { type: 'string' },
        table: { type: 'boolean', default: false },
      },
    });
    const [verb, ...files] = positionals;
    if (verb !== 'count' && verb !== 'filter' && verb !== 'follow') return null;
    if ((verb === 'follow' && files.length !== 1) || values.where.some((text) => !text.includes('='))) return null;
    if (values.table && values.fields === undefined) return null;
    return {
      verb,
      files,
      types: values.type?.split(',') ?? null,
      where: values.where.map((text) => ({
        path: text.slice(0, text.indexOf('=')).split('.'),
        value: text.slice(text.indexOf('=') + 1),
      })),
      fields: values.fields?.split(',').map((path) => path.split('.')) ?? null,
      form: values.table ? 'table' : 'json',
    };
  } catch {
    return null; // an option nobody knows; the usage text says which there are
  }
}

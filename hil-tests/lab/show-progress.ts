import { styleText } from 'node:util';
import { en, type Words } from './catalogue/en.ts';
import { ja } from './catalogue/ja.ts';

/** Progress and words for people go to stderr; stdout belongs to the result (design.md §8). */
export interface Progress {
  readonly words: Words;
  begin(title: string): void;
  end(ok: boolean, note?: string): void;
  say(line: string): void;
}

export function wordsFor(language: string | undefined): Words {
  return (language ?? process.env.LC_ALL ?? process.env.LANG ?? '').startsWith('ja') ? ja : en;
}

/**
 * One line a phase, rewritten in place on a terminal, otherwise written at begin and end and every 10 s between.
 * Colour only on a terminal and where NO_COLOR allows (util.styleText asks both).
 */
export function showProgress(total: number, words: Words, quiet: boolean): Progress {
  const terminal = process.stderr.isTTY === true && process.env.TERM !== 'dumb';
  let number = 0;
  let current = '';
  let started = 0;
  let ticker: NodeJS.Timeout | undefined;
  const write = (text: string): void => {
    if (!quiet) process.stderr.write(text);
  };
  const label = (mark: string): string => ` ${number}/${total} ${mark} ${current}`;
  return {
    words,
    begin(title) {
      number += 1;
      current = title;
      started = performance.now();
      write(terminal ? label('…') : `${label('…')} ${words.running}\n`);
      ticker = setInterval(
        () => {
          const seconds = Math.round((performance.now() - started) / 1000);
          write(terminal ? `\r${label('…')} ${seconds}s` : `${label('…')} ${seconds}s\n`);
        },
        terminal ? 1000 : 10_000,
      );
      ticker.unref();
    },
    end(ok, note = '') {
      clearInterval(ticker);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const mark = ok ? styleText('green', '✓') : styleText('red', '✗');
      const line = `${label(mark)} ${ok ? words.done : words.failed} ${seconds}s${note === '' ? '' : `  ${note}`}`;
      write(terminal ? `\r\u001b[K${line}\n` : `${line}\n`);
    },
    say: (line) => write(`${line}\n`),
  };
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GAP_MARK, LogReader } from './log-reader.ts';
import { LogWriter } from './log-writer.ts';

type Step =
  | { do: 'append'; count: number; width: number }
  | { do: 'half'; width: number }
  | { do: 'rotate'; late: number; lastNewline: boolean }
  | { do: 'truncate' | 'replace' | 'start' | 'stop' | 'crash' | 'catch-up' };

const width = fc.integer({ min: 0, max: 400 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 5 }), width }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('half' as const), width }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('rotate' as const),
      late: fc.integer({ min: 0, max: 2 }),
      lastNewline: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('truncate', 'replace', 'start', 'stop', 'crash', 'catch-up') }),
  },
);

async function take(next: Step, writer: LogWriter, reader: LogReader): Promise<void> {
  switch (next.do) {
    case 'append':
      return writer.append(next.count, next.width);
    case 'half':
      return writer.appendHalf(next.width);
    case 'rotate':
      return writer.rotate(next.late, next.lastNewline);
    case 'truncate':
      return writer.truncate();
    case 'replace':
      // A deleted file is lost to a reader that has not opened it; one that has reads it to its end.
      if (!reader.isRunning) {
        writer.current.damaged = true;
        return writer.replace();
      }
      await catchUp(writer, reader);
      writer.append(2, 30);
      await writer.replace();
      return catchUp(writer, reader);
    case 'start':
      return reader.start();
    case 'stop':
      return reader.stop();
    case 'crash':
      return reader.crash();
    case 'catch-up':
      if (reader.isRunning) await catchUp(writer, reader);
  }
}

/** Waits until everything owed has come; a last line may have been read in part, so it is finished first. */
async function catchUp(writer: LogWriter, reader: LogReader): Promise<void> {
  writer.append(1, 3);
  await reader.until(() => {
    const got = new Set(reader.text.split('\n'));
    return writer.generations.every(({ damaged, lines }) => damaged || lines.every((line) => got.has(line)));
  }, 'every line of undamaged files');
}

function check(writer: LogWriter, reader: LogReader): void {
  const got = reader.text.split('\n');
  const torn = got.filter((line) => line.endsWith(GAP_MARK)).map((line) => line.slice(0, -1));
  const whole = got.filter((line) => line !== '' && !line.endsWith(GAP_MARK));
  // Line numbers rise: nothing came twice, nothing out of order, nothing that was not written.
  const owed = writer.generations.flatMap(({ lines }) => lines);
  expect(whole).toEqual(owed.filter((line) => whole.includes(line)));
  for (const { lines, damaged } of writer.generations) {
    const here = lines.filter((line) => whole.includes(line));
    expect(here).toEqual(lines.slice(0, here.length));
    if (!damaged) expect(here).toEqual(lines);
    else if (here.length > 0 && here.length < lines.length) expect(reader.gaps.length).toBeGreaterThan(0);
  }
  const lost = writer.generations.filter(({ damaged }) => damaged).flatMap(({ lines }) => lines);
  for (const part of torn) if (part !== '') expect(lost.some((line) => line.startsWith(part))).toBe(true);
  // A bookmark into a file that was deleted cannot know that there was nothing left to read.
  const alarms = reader.gaps.filter(({ code }) => code !== 'EVE_FILE_GONE');
  if (!writer.generations.some(({ damaged }) => damaged)) expect(alarms).toEqual([]);
}

test('over any sequence of append, rotate, truncate, replace, stop and crash no byte comes twice and none is missed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 14 }),
      fc.constantFrom(48, 100, 4096),
      async (steps, max) => {
        const writer = new LogWriter();
        const reader = new LogReader(writer.path, max);
        try {
          // With a bookmark from the first file on, every file that follows is owed.
          reader.start();
          await catchUp(writer, reader);
          for (const next of steps) await take(next, writer, reader);
          await reader.stop();
          reader.start();
          await catchUp(writer, reader);
          await reader.stop();
          check(writer, reader);
        } finally {
          await reader.stop();
          writer.remove();
        }
      },
    ),
    { numRuns: Number(process.env.EVE_FOLLOW_RUNS ?? 40), endOnFailure: true },
  );
}, 600_000);

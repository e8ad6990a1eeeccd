#!/usr/bin/env node
// The command-line tool: counts, filters and follows EVE logs. Exit 0, 1 when a file cannot be read, 2 for bad usage.
import { closeSync, openSync } from 'node:fs';
import { createEveParser, type EveParser } from '../eve-parser.ts';
import type { EveEvent } from '../event/eve-event.ts';
import { followFile } from '../follow-file.ts';
import { type Command, readArguments, USAGE } from './read-arguments.ts';
import { EventWriter } from './write-events.ts';

const STDIN = 0;
const STDOUT = 1;
const NEWLINE = Uint8Array.of(0x0a);

function makeParser(command: Command, writer: EventWriter): EveParser {
  const { types, verb } = command;
  const onEvent = (event: EveEvent) => writer.take(event);
  if (verb === 'count') return createEveParser({ otherTypes: 'count', onEvent });
  if (types === null) return createEveParser({ onEvent });
  const wanted = Object.fromEntries(types.map((type) => [type, 'decode' as const]));
  return createEveParser({ types: wanted, otherTypes: 'skip', onEvent });
}

function readFiles(files: readonly string[], parser: EveParser): void {
  for (const file of files.length === 0 ? [null] : files) {
    const fd = file === null ? STDIN : openSync(file, 'r');
    while (parser.readFrom(fd) > 0);
    if (file !== null) closeSync(fd);
    parser.write(NEWLINE);
  }
  parser.end();
}

async function follow(path: string, parser: EveParser, writer: EventWriter): Promise<void> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await followFile({
    path,
    from: null,
    signal: abort.signal,
    onChunk: (chunk, _after, ends) => {
      parser.write(chunk);
      if (ends === 'file') parser.write(NEWLINE);
      writer.flush();
    },
    onGap: () => parser.write(NEWLINE),
  });
}

function printCounts({ stats }: EveParser): void {
  const counts = Object.entries(stats.byType).sort(([, a], [, b]) => b - a);
  process.stdout.write(
    counts.map(([type, count]) => `${String(count).padStart(12)} ${type || '(no type)'}\n`).join(''),
  );
}

async function main(): Promise<number> {
  const command = readArguments(process.argv.slice(2));
  if (command === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  const writer = new EventWriter(command, STDOUT);
  const parser = makeParser(command, writer);
  if (command.verb === 'follow') await follow(command.files[0] as string, parser, writer);
  else readFiles(command.files, parser);
  writer.flush();
  if (command.verb === 'count') printCounts(parser);
  if (parser.stats.malformed > 0) process.stderr.write(`${parser.stats.malformed} lines are no events\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (thrown) {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  // Whoever reads has read enough.
  if (code === 'EPIPE') process.exitCode = 0;
  else {
    process.stderr.write(`eve: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = 1;
  }
}

// The pull form: for (await) loops and pipelines. Its events have memory of their own and may be kept.
import { EventView } from './decode-event.ts';
import { createEveParser, type EveParserOptions, type EveStatsView } from './eve-parser.ts';
import type { EveEvent } from './event/eve-event.ts';

export type EveEventsOptions = Omit<EveParserOptions, 'onEvent'>;

export interface EveEvents extends AsyncIterable<EveEvent> {
  readonly stats: EveStatsView;
}

/**
 * Events of a stream of bytes (a Readable, a fetch body, an array of chunks). Reads on when the events of a chunk were
 * taken; leaving the loop closes the stream. To be iterated once.
 */
export function eveEvents(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: EveEventsOptions = {},
): EveEvents {
  let arrived: EveEvent[] = [];
  const parser = createEveParser({ ...options, onEvent: (event) => void arrived.push(EventView.keep(event)) });
  const take = (): EveEvent[] => {
    const taken = arrived;
    arrived = [];
    return taken;
  };
  async function* events(): AsyncGenerator<EveEvent> {
    for await (const chunk of chunks) {
      parser.write(chunk);
      yield* take();
    }
    parser.end();
    yield* take();
  }
  const iterator = events();
  return { stats: parser.stats, [Symbol.asyncIterator]: () => iterator };
}

// The three calls by which bytes come in, the same for events and for columns.
import { Buffer } from 'node:buffer';
import { EveError } from './eve-error.ts';
import type { EveParser } from './eve-parser.ts';
import type { LineIntake, LineJudge } from './judge-line.ts';

const WHY_CLOSED = {
  busy: 'the parser was called from its own callback, or an earlier callback threw',
  ended: 'the parser has ended',
} as const;

export function openDoor(judge: LineJudge, intake: LineIntake): EveParser {
  let state: 'open' | 'busy' | 'ended' = 'open';

  // The state stays busy when a callback throws: the rest of that chunk was not delivered, so going on would lose lines
  // in silence.
  function run(work: () => void, next: 'open' | 'ended'): void {
    if (state !== 'open') throw new EveError({ code: 'EVE_MISUSE', message: WHY_CLOSED[state] });
    state = 'busy';
    work();
    state = next;
  }

  return {
    write(chunk) {
      run(() => {
        judge.stats.bytes += chunk.length;
        intake.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      }, 'open');
    },
    readFrom(fd) {
      let count = 0;
      run(() => {
        count = intake.readFrom(fd);
        judge.stats.bytes += count;
      }, 'open');
      return count;
    },
    end() {
      if (state !== 'ended') run(() => intake.flush(), 'ended');
    },
    stats: judge.stats,
  };
}

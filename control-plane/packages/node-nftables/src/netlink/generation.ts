import { ok, type Result } from '../nft-error.ts';
import { GEN } from './attribute-numbers.ts';
import type { Exchange } from './exchange.ts';
import { MESSAGE, NLM_F_REQUEST } from './message-numbers.ts';
import { MessageWriter } from './message-writer.ts';

/** The namespace's ruleset generation: one more with every committed transaction of anyone. */
export function readGeneration(exchange: Exchange): Result<number> {
  const writer = new MessageWriter(32);
  writer.begin(MESSAGE.getGeneration, NLM_F_REQUEST, exchange.nextSequence(), 0);
  writer.end();
  let generation = 0;
  const asked = exchange.ask(
    writer.bytes.subarray(0, writer.length),
    { what: 'the generation of the ruleset' },
    (_type, _family, attributes) => {
      generation = attributes.u32(GEN.ID) ?? 0;
    },
  );
  return asked.ok ? ok(generation) : asked;
}

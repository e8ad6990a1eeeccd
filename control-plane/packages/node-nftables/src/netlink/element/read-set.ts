import { failed, ok, type Result } from '../../nft-error.ts';
import type { SetRef } from '../../object/set.ts';
import { SET } from '../attribute-numbers.ts';
import type { Exchange } from '../exchange.ts';
import { FAMILY_NUMBER, MESSAGE, NLM_F_ACK, NLM_F_REQUEST } from '../message-numbers.ts';
import { MessageWriter } from '../message-writer.ts';
import { readDeclaration, type SetDeclaration } from './set-declaration.ts';

/** What the kernel says the set is; costs microseconds, whatever it holds. */
export function readSet(exchange: Exchange, ref: SetRef): Result<SetDeclaration> {
  const writer = new MessageWriter(512);
  writer.begin(MESSAGE.getSet, NLM_F_REQUEST | NLM_F_ACK, exchange.nextSequence(), FAMILY_NUMBER[ref.family]);
  writer.text(SET.TABLE, ref.table);
  writer.text(SET.NAME, ref.set);
  writer.end();
  let declaration: SetDeclaration | undefined;
  const subject = { what: `set ${ref.set} of ${ref.family} ${ref.table}` };
  const message = writer.bytes.subarray(0, writer.length);
  const asked = exchange.ask(message, subject, (_type, _family, attributes) => {
    declaration = readDeclaration(ref.family, attributes);
  });
  if (!asked.ok) return asked;
  if (declaration !== undefined) return ok(declaration);
  return failed({ code: 'NFT_BAD_LISTING', message: `${subject.what} has a key type this package does not know` });
}

/** The elements of one set, as they lie in the kernel; the whole list or, after an interruption, from the beginning. */
import type { Result } from '../../nft-error.ts';
import { SET_ELEM_LIST } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import type { Exchange } from '../exchange.ts';
import { FAMILY_NUMBER, MESSAGE, NLM_F_DUMP, NLM_F_REQUEST } from '../message-numbers.ts';
import { MessageWriter } from '../message-writer.ts';
import type { SetDeclaration } from './set-declaration.ts';

export function dumpElements(
  exchange: Exchange,
  declaration: Pick<SetDeclaration, 'family' | 'table' | 'name'>,
  restart: () => void,
  onElement: (element: Attributes) => void,
): Result<undefined> {
  const { family, table, name } = declaration;
  const build = (sequence: number): Uint8Array => {
    const writer = new MessageWriter(512);
    writer.begin(MESSAGE.getElements, NLM_F_REQUEST | NLM_F_DUMP, sequence, FAMILY_NUMBER[family]);
    writer.text(SET_ELEM_LIST.TABLE, table);
    writer.text(SET_ELEM_LIST.SET, name);
    writer.end();
    return writer.bytes.subarray(0, writer.length);
  };
  return exchange.dump(build, { what: `set ${name} of ${family} ${table}` }, restart, (_type, _family, attributes) => {
    for (const element of attributes.list(SET_ELEM_LIST.ELEMENTS)) onElement(element);
  });
}

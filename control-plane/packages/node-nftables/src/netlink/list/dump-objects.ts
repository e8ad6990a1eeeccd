import type { Result } from '../../nft-error.ts';
import type { TableRef } from '../../object/table.ts';
import { CHAIN, FLOWTABLE, OBJECT, RULE, SET, TABLE } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import type { Exchange } from '../exchange.ts';
import { FAMILY_NUMBER, MESSAGE, NLM_F_ACK, NLM_F_DUMP, NLM_F_REQUEST } from '../message-numbers.ts';
import { MessageWriter } from '../message-writer.ts';

/** Kinds of objects a table has, with the attribute that names the table. */
export const DUMPS = {
  chain: { message: MESSAGE.getChain, table: CHAIN.TABLE },
  rule: { message: MESSAGE.getRule, table: RULE.TABLE },
  set: { message: MESSAGE.getSet, table: SET.TABLE },
  object: { message: MESSAGE.getObject, table: OBJECT.TABLE },
  flowtable: { message: MESSAGE.getFlowtable, table: FLOWTABLE.TABLE },
} as const;

/** All objects of one kind of one table. Some kernels give those of other tables too: they are left out here. */
export function dumpObjects<T>(
  exchange: Exchange,
  ref: TableRef,
  kind: keyof typeof DUMPS,
  read: (attributes: Attributes) => T,
): Result<T[]> {
  const { message, table } = DUMPS[kind];
  let objects: T[] = [];
  const family = FAMILY_NUMBER[ref.family];
  const build = (sequence: number): Uint8Array => {
    const writer = new MessageWriter(512);
    writer.begin(message, NLM_F_REQUEST | NLM_F_DUMP, sequence, family);
    writer.text(table, ref.table);
    writer.end();
    return writer.bytes.subarray(0, writer.length);
  };
  const dumped = exchange.dump(
    build,
    { what: `table ${ref.family} ${ref.table}` },
    () => {
      objects = [];
    },
    (_type, number, attributes) => {
      if (number === family && attributes.text(table) === ref.table) objects.push(read(attributes));
    },
  );
  return dumped.ok ? { ok: true, value: objects } : dumped;
}

export function askTable<T>(
  exchange: Exchange,
  ref: TableRef,
  read: (attributes: Attributes) => T,
): Result<T | undefined> {
  const writer = new MessageWriter(512);
  writer.begin(MESSAGE.getTable, NLM_F_REQUEST | NLM_F_ACK, exchange.nextSequence(), FAMILY_NUMBER[ref.family]);
  writer.text(TABLE.NAME, ref.table);
  writer.end();
  let table: T | undefined;
  const subject = { what: `table ${ref.family} ${ref.table}` };
  const asked = exchange.ask(writer.bytes.subarray(0, writer.length), subject, (_type, _family, attributes) => {
    table = read(attributes);
  });
  return asked.ok ? { ok: true, value: table } : asked;
}

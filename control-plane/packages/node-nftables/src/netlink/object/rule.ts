import { LIST_ELEM, RULE } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import { readUserData } from '../element/set-declaration.ts';
import { MESSAGE } from '../message-numbers.ts';
import {
  type KernelExpression,
  readExpression,
  type UnknownExpression,
  writeExpression,
} from '../rule/kernel-expression.ts';
import type { ObjectCompiler } from './object-compiler.ts';
import { commentEntry, encodeUserData, readComment } from './user-data.ts';

export interface RulePlace {
  readonly flags: number;
  /** Of the rule to replace. */
  readonly handle?: number | undefined;
  /** Of the rule to stand behind (or, inserted, before). */
  readonly position?: number | undefined;
}

export function addRule(
  compiler: ObjectCompiler,
  chain: string,
  expressions: readonly KernelExpression[],
  comment: unknown,
  place: RulePlace,
): void {
  const ends: number[] = [];
  const statement = (offset: number): string | undefined => expressions[ends.findIndex((end) => offset < end)]?.name;
  const subject = { what: compiler.what, statement };
  compiler.batch.add(MESSAGE.newRule, place.flags, compiler.family, subject, (writer) => {
    writer.text(RULE.TABLE, compiler.table);
    writer.text(RULE.CHAIN, chain);
    if (place.handle !== undefined) writer.u64(RULE.HANDLE, place.handle);
    if (place.position !== undefined) writer.u64(RULE.POSITION, place.position);
    const nest = writer.nest(RULE.EXPRESSIONS);
    for (const expression of expressions) {
      writeExpression(writer, expression, LIST_ELEM);
      ends.push(writer.length - writer.messageStart);
    }
    writer.close(nest);
    const userData = encodeUserData(commentEntry(0, comment));
    if (userData.length > 0) writer.value(RULE.USERDATA, userData);
  });
}

/** One by its handle, or without one all of the chain, or without a chain all of the table. */
export function deleteRules(compiler: ObjectCompiler, chain: string | undefined, handle: number | undefined): void {
  compiler.message(MESSAGE.deleteRule, 0, (writer) => {
    writer.text(RULE.TABLE, compiler.table);
    if (chain !== undefined) writer.text(RULE.CHAIN, chain);
    if (handle !== undefined) writer.u64(RULE.HANDLE, handle);
  });
}

export interface KernelRule {
  readonly chain: string;
  readonly handle: number;
  readonly comment?: string | undefined;
  readonly expressions: readonly (KernelExpression | UnknownExpression)[];
}

export function readRule(attributes: Attributes): KernelRule {
  return {
    chain: attributes.text(RULE.CHAIN) ?? '',
    handle: attributes.u64(RULE.HANDLE) ?? 0,
    comment: readComment(readUserData(attributes.bytes(RULE.USERDATA) ?? new Uint8Array(0)), 0),
    expressions: attributes.list(RULE.EXPRESSIONS).map(readExpression),
  };
}

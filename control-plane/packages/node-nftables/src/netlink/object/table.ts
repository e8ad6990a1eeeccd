import { TABLE } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import { readUserData } from '../element/set-declaration.ts';
import { MESSAGE } from '../message-numbers.ts';
import type { ObjectCompiler } from './object-compiler.ts';
import { commentEntry, encodeUserData, readComment } from './user-data.ts';

const FLAGS: Readonly<Record<string, number>> = { dormant: 1, owner: 2 };

export function addTable(compiler: ObjectCompiler, body: Record<string, unknown>, flags: number): void {
  compiler.message(MESSAGE.newTable, flags, (writer) => {
    writer.text(TABLE.NAME, compiler.name);
    const names = body['flags'] === undefined ? [] : [body['flags']].flat();
    writer.u32(
      TABLE.FLAGS,
      names.reduce<number>((bits, flag) => bits | (FLAGS[String(flag)] ?? 0), 0),
    );
    const userData = encodeUserData(commentEntry(0, body['comment']));
    if (userData.length > 0) writer.value(TABLE.USERDATA, userData);
  });
}

export function deleteTable(compiler: ObjectCompiler): void {
  compiler.message(MESSAGE.deleteTable, 0, (writer) => writer.text(TABLE.NAME, compiler.name));
}

export function readTable(family: string, attributes: Attributes): Record<string, unknown> {
  const bits = attributes.u32(TABLE.FLAGS) ?? 0;
  const flags = Object.keys(FLAGS).filter((name) => (bits & (FLAGS[name] ?? 0)) !== 0);
  const comment = readComment(readUserData(attributes.bytes(TABLE.USERDATA) ?? new Uint8Array(0)), 0);
  return {
    family,
    name: attributes.text(TABLE.NAME) ?? '',
    handle: attributes.u64(TABLE.HANDLE) ?? 0,
    ...(flags.length === 0 ? {} : { flags: flags.length === 1 ? flags[0] : flags }),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** Counters, quotas, limits and objects of connection tracking, shared by rules by name: the switch between their files. */
import { OBJECT } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import { readUserData } from '../element/set-declaration.ts';
import { MESSAGE } from '../message-numbers.ts';
import { OBJECT_TYPE, type ObjectKind, objectKindOf } from '../statement/object-reference.ts';
import { counterObject } from './counter.ts';
import { ctHelperObject } from './ct-alg.ts';
import { ctExpectationObject } from './ct-expectation.ts';
import { ctTimeoutObject } from './ct-timeout.ts';
import { limitObject } from './limit.ts';
import type { ObjectCompiler } from './object-compiler.ts';
import { quotaObject } from './quota.ts';
import type { ObjectBody, StatefulKind } from './stateful-kind.ts';
import { synproxyObject } from './synproxy.ts';
import { commentEntry, encodeUserData, readComment } from './user-data.ts';

const KINDS: Readonly<Partial<Record<ObjectKind, StatefulKind>>> = {
  counter: counterObject,
  quota: quotaObject,
  limit: limitObject,
  'ct helper': ctHelperObject,
  'ct expectation': ctExpectationObject,
  synproxy: synproxyObject,
};
const READERS: Readonly<Partial<Record<ObjectKind, Pick<StatefulKind, 'read'>>>> = {
  ...KINDS,
  'ct timeout': ctTimeoutObject,
};

export function isStatefulKind(kind: string): kind is ObjectKind {
  return Object.hasOwn(KINDS, kind);
}

export function addObject(compiler: ObjectCompiler, kind: ObjectKind, body: ObjectBody, flags: number): void {
  compiler.message(MESSAGE.newObject, flags, (writer) => {
    writer.text(OBJECT.TABLE, compiler.table);
    writer.text(OBJECT.NAME, compiler.name);
    writer.u32(OBJECT.TYPE, OBJECT_TYPE[kind]);
    const nest = writer.nest(OBJECT.DATA);
    if (KINDS[kind]?.write(writer, body) !== true) compiler.refuse(`${kind}: ${JSON.stringify(body)}`);
    writer.close(nest);
    const userData = encodeUserData(commentEntry(0, body['comment']));
    if (userData.length > 0) writer.value(OBJECT.USERDATA, userData);
  });
}

export function deleteObject(compiler: ObjectCompiler, kind: ObjectKind): void {
  compiler.message(MESSAGE.deleteObject, 0, (writer) => {
    writer.text(OBJECT.TABLE, compiler.table);
    writer.text(OBJECT.NAME, compiler.name);
    writer.u32(OBJECT.TYPE, OBJECT_TYPE[kind]);
  });
}

/** `{ [kind]: body }`, or nothing for kinds this package does not know. */
export function readObject(family: string, attributes: Attributes): Record<string, unknown> | undefined {
  const kind = objectKindOf(attributes.u32(OBJECT.TYPE) ?? 0);
  const data = attributes.nested(OBJECT.DATA);
  if (kind === undefined || data === undefined) return undefined;
  const comment = readComment(readUserData(attributes.bytes(OBJECT.USERDATA) ?? new Uint8Array(0)), 0);
  return {
    [kind]: {
      family,
      name: attributes.text(OBJECT.NAME) ?? '',
      table: attributes.text(OBJECT.TABLE) ?? '',
      handle: attributes.u64(OBJECT.HANDLE) ?? 0,
      ...(comment === undefined ? {} : { comment }),
      ...(READERS[kind]?.read(data) ?? {}),
    },
  };
}

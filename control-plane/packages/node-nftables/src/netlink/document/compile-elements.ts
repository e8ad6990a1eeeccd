import type { ListedElement } from '../../object/element.ts';
import { SET_ELEM } from '../attribute-numbers.ts';
import { encodeKey } from '../element/encode-key.ts';
import type { SetDeclaration } from '../element/set-declaration.ts';
import type { ElementWriter } from '../element/write-element.ts';
import { elementText, writeElements } from '../element/write-elements.ts';
import { writeDataAttribute } from '../rule/kernel-expression.ts';
import { encodeVerdict } from '../statement/verdict.ts';
import { type Command, type DocumentCompiler, touch } from './document-compiler.ts';

/** Adds, creates or deletes elements of a set or map that is there or declared before. */
export function addElements(document: DocumentCompiler, command: Command): void {
  const { verb, body, compiler } = command;
  const found = document.sets.find(compiler.family, compiler.table, compiler.name);
  const elements = body['elem'];
  if (found === undefined) {
    compiler.refuse(`NFT_NOT_FOUND set ${compiler.name}`);
    return;
  }
  const list = Array.isArray(elements) ? elements : [elements];
  touch(document, compiler);
  const kind = verb === 'delete' ? 'delete' : verb === 'create' ? 'create' : 'add';
  const bad = writeElements(document.batch, found.declaration, kind, list as ListedElement[], {
    ...(found.id === undefined ? {} : { setId: found.id }),
    ...writerOfData(found.declaration),
  });
  if (bad !== undefined) compiler.refuse(`NFT_BAD_ELEMENT ${elementText(bad.refused)}`);
}

/** How elements of this map say where they lead: a verdict, a value, an object's name. */
export function writerOfData(declaration: SetDeclaration): { readonly writeData?: ElementWriter } {
  const { data, objectType } = declaration;
  if (objectType !== undefined) {
    return {
      writeData(writer, value) {
        if (typeof value === 'string') writer.text(SET_ELEM.OBJREF, value);
        return typeof value === 'string';
      },
    };
  }
  if (data === undefined) return {};
  const { types } = data;
  if (types === 'verdict') {
    return {
      writeData(writer, value) {
        const verdict = encodeVerdict(value);
        if (verdict !== undefined) writeDataAttribute(writer, SET_ELEM.DATA, verdict);
        return verdict !== undefined;
      },
    };
  }
  const asKey: SetDeclaration = {
    ...declaration,
    types,
    keyBytes: data.bytes,
    flags: 0,
    data: undefined,
    shift: undefined,
    order: undefined,
  };
  return {
    writeData(writer, value) {
      const bounds = encodeKey(asKey, value);
      if (bounds !== undefined) writeDataAttribute(writer, SET_ELEM.DATA, bounds.low);
      return bounds !== undefined;
    },
  };
}

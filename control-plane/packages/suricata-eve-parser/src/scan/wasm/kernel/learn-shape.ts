// A line that the judge took and that had no shape → nodes for it, see walk-shape.ts. The line is compact, plain ASCII,
// with no key escaped. Some are not learned: negative numbers and fractions, very many values, a wanted key twice.
import type { Expression, I32, Label, Statement } from '../assembler/expression.ts';
import { branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { i32, i64 } from '../assembler/instructions.ts';
import type { FunctionRef, Locals, ModuleBuilder } from '../assembler/module-builder.ts';
import {
  COLUMN_TABLES,
  ENTRY_MODE,
  ENTRY_NUMBER,
  ENTRY_STAMP,
  HEADER,
  KEYS,
  KIND_END,
  KIND_NUMBER,
  KIND_TEXT,
  MAX_LITERAL,
  MAX_SHAPES,
  MAX_TABLE_TEXT,
  MAX_VALUES,
  NO_COLUMN,
  NODE,
  SHAPE_COLUMN_BYTES,
  SHAPE_COLUMNS,
  SHAPE_FIELD_BYTES,
  SHAPE_FIELDS,
} from '../memory-layout.ts';

const code = (character: string): number => character.charCodeAt(0);

export interface LearnParts {
  readonly addNode: FunctionRef;
  readonly lookUp: FunctionRef;
  readonly skipText: FunctionRef;
}

interface Learn extends LearnParts {
  /** The byte that is looked at, and the first byte of the literal it belongs to. */
  readonly at: Local<'i32'>;
  readonly literal: Local<'i32'>;
  readonly parent: Local<'i32'>;
  readonly values: Local<'i32'>;
  readonly depth: Local<'i32'>;
  /** Numbers + 1 of the key of the top level: of the known keys, of the columns; table of its members. */
  readonly field: Local<'i32'>;
  readonly column: Local<'i32'>;
  readonly members: Local<'i32'>;
  /** Number + 1 of the column of the second level's key. */
  readonly member: Local<'i32'>;
  /** Where the value begins that is looked at, and where the container that is a field of the top level. */
  readonly begin: Local<'i32'>;
  readonly opened: Local<'i32'>;
  readonly behind: Local<'i32'>;
  readonly entry: Local<'i32'>;
  readonly shape: Local<'i32'>;
}

/** (line, entry of its type, colon behind `event_type`) → 1 when it is learned, 0 when there is no room, 2 when not. */
export function defineLearnShape(module: ModuleBuilder, root: number, parts: LearnParts): FunctionRef {
  return module.define('learnShape', 3, (locals, params) => {
    const [line, type, typeColon] = params as [Local<'i32'>, Local<'i32'>, Local<'i32'>];
    const names = ['at', 'literal', 'parent', 'values', 'depth', 'field', 'column', 'members', 'member', 'begin'];
    const all = [...names, 'opened', 'behind', 'entry', 'shape'].map((name) => [name, locals.i32()] as const);
    const learn = { ...parts, ...(Object.fromEntries(all) as unknown as Learn) };
    const { at, literal, parent, shape } = learn;
    const byte = i32.load8(at);
    const isOneOf = (characters: string) =>
      [...characters]
        .map((character): Expression<'i32'> => i32.eq(byte, code(character)))
        .reduce((a, b) => i32.or(a, b));
    return [
      shape.set(i32.load(0, HEADER.shapes)),
      when(i32.geU(shape, MAX_SHAPES), [giveBack(0)]),
      ...clearShape(locals, shape),
      i32.store(0, i32.add(i32.load(0, HEADER.rowStamp), 1), HEADER.rowStamp),
      at.set(line),
      literal.set(line),
      parent.set(root),
      loop((next) => [
        when(i32.geU(learn.values, MAX_VALUES), [giveBack(2)]),
        when(i32.gtU(i32.sub(at, literal), MAX_LITERAL - 24), [giveBack(2)]),
        when(isOneOf('"'), [...learnText(learn, typeColon, next), branch(next)]),
        when(i32.ltU(i32.sub(byte, code('0')), 10), [...learnNumber(learn), branch(next)]),
        when(isOneOf('{['), [...learnOpening(learn), branch(next)]),
        when(isOneOf('}]'), [...learnClosing(learn), branch(next)]),
        when(isOneOf('tfn'), [...learnWord(learn), branch(next)]),
        when(isOneOf(','), [at.set(i32.add(at, 1)), branch(next)]),
      ]),
      when(i32.ne(byte, code('\n')), [giveBack(2)]),
      ...addValue(learn, i32.add(at, 1), KIND_END),
      i32.store(parent, shape, NODE.shape),
      i32.store(parent, type, NODE.type),
      i32.store(0, i32.add(shape, 1), HEADER.shapes),
      giveBack(1),
    ];
  });
}

function clearShape(locals: Locals, shape: Local<'i32'>): Statement[] {
  const offset = locals.i32();
  const clear = (base: number, bytes: number): Statement[] => [
    offset.set(0),
    loop((again) => [
      i64.store(i32.add(i32.mul(shape, bytes), offset), 0n, base),
      offset.set(i32.add(offset, 8)),
      branchIf(again, i32.ltU(offset, bytes)),
    ]),
  ];
  return [...clear(SHAPE_FIELDS, SHAPE_FIELD_BYTES), ...clear(SHAPE_COLUMNS, SHAPE_COLUMN_BYTES)];
}

/** The node of the literal up to `end`. */
function addValue({ parent, literal, addNode }: Learn, end: I32, kind: number): Statement[] {
  return [parent.set(addNode.call(parent, literal, i32.sub(end, literal), kind)), when(i32.eqz(parent), [giveBack(0)])];
}

/** An address in the literal as its number of an end and the distance from it. */
const placeOf = ({ values, literal }: Learn, at: I32) => i32.or(values, i32.shl(i32.sub(at, literal), 8));

/** The value of the current key lies from `begin` to here. */
function noteField(learn: Learn, begin: Local<'i32'>, end: I32): Statement[] {
  const { depth, field, column, member, shape } = learn;
  const note = (number: Local<'i32'>, base: number, bytes: number): Statement => {
    const cell = i32.add(i32.mul(shape, bytes), i32.shl(number, 2));
    return when(number, [
      when(i32.load(cell, base - 4), [giveBack(2)]),
      i32.store(cell, i32.or(begin, i32.shl(placeOf(learn, end), 16)), base - 4),
      number.set(0),
    ]);
  };
  return [
    when(i32.eq(depth, 1), [
      note(field, SHAPE_FIELDS, SHAPE_FIELD_BYTES),
      note(column, SHAPE_COLUMNS, SHAPE_COLUMN_BYTES),
    ]),
    when(i32.eq(depth, 2), [note(member, SHAPE_COLUMNS, SHAPE_COLUMN_BYTES)]),
  ];
}

function learnText(learn: Learn, typeColon: Local<'i32'>, next: Label): Statement[] {
  const { at, literal, values, behind, begin } = learn;
  return [
    behind.set(learn.skipText.call(at)),
    when(i32.eq(i32.load8(behind), code(':')), [...learnKey(learn), at.set(i32.add(behind, 1)), branch(next)]),
    begin.set(placeOf(learn, at)),
    // The type belongs to the literal: other types have other shapes.
    when(
      i32.eq(i32.add(typeColon, 1), at),
      [at.set(behind), ...noteField(learn, begin, at)],
      [
        ...addValue(learn, i32.add(at, 1), KIND_TEXT),
        values.set(i32.add(values, 1)),
        literal.set(i32.sub(behind, 1)),
        at.set(behind),
        ...noteField(learn, begin, at),
      ],
    ),
  ];
}

function learnKey({ at, behind, depth, field, column, members, member, entry, lookUp }: Learn): Statement[] {
  const key = i32.add(at, 1);
  const length = i32.sub(i32.sub(behind, at), 2);
  const number = i32.load(entry, ENTRY_NUMBER);
  const hasColumns = i32.ne(i32.load(0, HEADER.columns), 0);
  const columnOf = i32.select(number, 0, i32.ne(number, NO_COLUMN));
  const topLevel: Statement[] = [
    ...[field, column, members].map((local) => local.set(0)),
    when(i32.leU(length, MAX_TABLE_TEXT), [
      field.set(i32.load(lookUp.call(KEYS, key, length), ENTRY_NUMBER)),
      when(hasColumns, [
        entry.set(lookUp.call(COLUMN_TABLES, key, length)),
        when(number, [
          when(i32.eq(i32.load(entry, ENTRY_STAMP), i32.load(0, HEADER.rowStamp)), [giveBack(2)]),
          i32.store(entry, i32.load(0, HEADER.rowStamp), ENTRY_STAMP),
          column.set(columnOf),
          members.set(i32.load(entry, ENTRY_MODE)),
        ]),
      ]),
    ]),
  ];
  return [
    when(i32.eq(depth, 1), topLevel),
    when(i32.eq(depth, 2), [
      member.set(0),
      when(i32.and(i32.ne(members, 0), i32.leU(length, MAX_TABLE_TEXT)), [
        member.set(i32.load(lookUp.call(members, key, length), ENTRY_NUMBER)),
      ]),
    ]),
  ];
}

function learnNumber(learn: Learn): Statement[] {
  const { at, literal, values, begin } = learn;
  return [
    begin.set(placeOf(learn, at)),
    ...addValue(learn, at, KIND_NUMBER),
    loop((again) => [at.set(i32.add(at, 1)), branchIf(again, i32.ltU(i32.sub(i32.load8(at), code('0')), 10))]),
    values.set(i32.add(values, 1)),
    literal.set(at),
    ...noteField(learn, begin, at),
  ];
}

/** A container in place of a wanted member is refused; in an array there are no keys. */
function learnOpening(learn: Learn): Statement[] {
  const { at, depth, opened, member } = learn;
  return [
    when(i32.eq(depth, 1), [opened.set(placeOf(learn, at))]),
    when(i32.eq(depth, 2), [when(member, [giveBack(2)])]),
    depth.set(i32.add(depth, 1)),
    member.set(0),
    at.set(i32.add(at, 1)),
  ];
}

function learnClosing(learn: Learn): Statement[] {
  const { at, depth, opened } = learn;
  return [depth.set(i32.sub(depth, 1)), at.set(i32.add(at, 1)), when(i32.eq(depth, 1), noteField(learn, opened, at))];
}

function learnWord(learn: Learn): Statement[] {
  const { at, begin } = learn;
  return [
    begin.set(placeOf(learn, at)),
    at.set(i32.add(at, i32.add(4, i32.eq(i32.load8(at), code('f'))))),
    ...noteField(learn, begin, at),
  ];
}

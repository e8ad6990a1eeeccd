import type { ListedElement } from '../../object/element.ts';
import { hasFlag, type SetDeclaration } from '../element/set-declaration.ts';
import { elementText, writeElements } from '../element/write-elements.ts';
import { MESSAGE, SET_FLAG } from '../message-numbers.ts';
import { declarationOf, type SetExtras, writeSet } from '../object/set.ts';
import { RuleBuilder, type RuleScope } from '../rule/rule-builder.ts';
import { compileStatement } from '../statement/statement.ts';
import { writerOfData } from './compile-elements.ts';
import { ruleScope } from './compile-rule.ts';
import { type Command, type DocumentCompiler, touch } from './document-compiler.ts';

const POLICIES: Readonly<Record<string, number>> = { performance: 0, memory: 1 };

export function addSet(document: DocumentCompiler, command: Command, flags: number): void {
  const { kind, body, compiler } = command;
  const declared = declarationOf(compiler, body, kind === 'map');
  if (declared === undefined) return;
  const declaration = withDynamic(document, declared);
  const id = document.sets.nextId();
  const extras = readExtras(command, id, ruleScope(document, compiler));
  compiler.message(MESSAGE.newSet, flags, (writer) => writeSet(writer, declaration, extras));
  document.sets.declare(declaration, id);
  const elements = body['elem'];
  if (elements === undefined) return;
  if (!Array.isArray(elements)) {
    compiler.refuse(`${kind}: elem is a list`);
    return;
  }
  // The set may be there already, and then it gets more.
  touch(document, compiler);
  const bad = writeElements(document.batch, declaration, 'add', elements as ListedElement[], {
    setId: id,
    ...writerOfData(declaration),
  });
  if (bad !== undefined) compiler.refuse(`NFT_BAD_ELEMENT ${elementText(bad.refused)}`);
}

function withDynamic(document: DocumentCompiler, declaration: SetDeclaration): SetDeclaration {
  const { family, table, name, flags } = declaration;
  const isWritten = document.sets.isWritten(family, table, name) && !hasFlag(declaration, 'constant');
  return isWritten ? { ...declaration, flags: flags | SET_FLAG.dynamic } : declaration;
}

function readExtras(command: Command, id: number, scope: RuleScope): SetExtras {
  const { body, compiler } = command;
  const { size, timeout, policy, comment, stmt, 'gc-interval': gc, 'auto-merge': autoMerge } = body;
  const statements = new RuleBuilder(scope);
  for (const statement of Array.isArray(stmt) ? stmt : []) compileStatement(statements, statement);
  if (statements.refusal !== undefined) compiler.refuse(statements.refusal);
  if (statements.expressions.length > 1) compiler.refuse('set: one statement for its elements');
  if (policy !== undefined && POLICIES[String(policy)] === undefined)
    compiler.refuse('set: policy performance or memory');
  return {
    id,
    size: typeof size === 'number' ? size : undefined,
    policy: policy === undefined ? undefined : POLICIES[String(policy)],
    timeoutMs: typeof timeout === 'number' ? timeout * 1000 : undefined,
    gcMs: typeof gc === 'number' ? gc * 1000 : undefined,
    autoMerge: autoMerge === true,
    comment,
    expressions: statements.expressions,
  };
}

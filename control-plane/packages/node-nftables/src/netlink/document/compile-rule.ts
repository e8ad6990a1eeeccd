import type { ListedElement } from '../../object/element.ts';
import { entryCount, mergedBounds, writeBoundsList } from '../element/constant-intervals.ts';
import { hasEndMarkers, type SetDeclaration } from '../element/set-declaration.ts';
import { writeElements } from '../element/write-elements.ts';
import { MESSAGE, NLM_F_APPEND, NLM_F_CREATE, SET_FLAG } from '../message-numbers.ts';
import type { ObjectCompiler } from '../object/object-compiler.ts';
import { addRule, type RulePlace } from '../object/rule.ts';
import { writeSet } from '../object/set.ts';
import { type AnonymousSetPlan, type MeterPlan, RuleBuilder, type RuleScope } from '../rule/rule-builder.ts';
import { loadSelector } from '../selector/selector.ts';
import { compileStatement } from '../statement/statement.ts';
import { writerOfData } from './compile-elements.ts';
import type { Command, DocumentCompiler } from './document-compiler.ts';

const NLM_F_REPLACE = 0x100;

export function compileRule(document: DocumentCompiler, command: Command): void {
  const { body, compiler } = command;
  const { expr, comment } = body;
  if (!Array.isArray(expr)) {
    compiler.refuse('rule: expr is a list of statements');
    return;
  }
  const place = placeOf(document, command);
  if (place === undefined) return;
  const rule = new RuleBuilder(ruleScope(document, compiler));
  for (const [index, statement] of expr.entries()) {
    compileStatement(rule, statement);
    if (rule.refusal === undefined) continue;
    const isCoded = rule.refusal.startsWith('NFT_');
    compiler.refuse(isCoded ? rule.refusal : `statement ${index + 1}: ${rule.refusal}`);
    return;
  }
  if (typeof comment === 'string' && Buffer.byteLength(comment) > 128)
    compiler.refuse('rule: comment of at most 128 bytes');
  else addRule(compiler, compiler.name, rule.expressions, comment, place);
}

function placeOf(document: DocumentCompiler, { verb, body, compiler }: Command): RulePlace | undefined {
  const { handle, index } = body;
  const position =
    typeof handle === 'number'
      ? handle
      : typeof index === 'number'
        ? document.view.ruleHandle(compiler.family, compiler.table, compiler.name, index)
        : undefined;
  if (typeof index === 'number' && position === undefined) return compiler.refuse(`NFT_NOT_FOUND rule ${index}`);
  if (verb === 'replace') {
    return position === undefined
      ? compiler.refuse('replace rule: its handle')
      : { flags: NLM_F_REPLACE, handle: position };
  }
  return { flags: verb === 'insert' ? NLM_F_CREATE : NLM_F_CREATE | NLM_F_APPEND, position };
}

export function ruleScope(document: DocumentCompiler, compiler: ObjectCompiler): RuleScope {
  const { family, table } = compiler;
  return {
    family,
    table,
    loadSelector,
    compileStatement,
    findSet: (name) => document.sets.find(family, table, name),
    interfaceIndex: (name) => document.view.interfaceIndex(name),
    addAnonymousSet: (plan) => addAnonymousSet(document, compiler, plan),
    addMeter: (plan) => addMeter(document, compiler, plan),
  };
}

/** The kernel gives it its name; the rule refers to it by its number within the transaction. */
function addAnonymousSet(
  document: DocumentCompiler,
  compiler: ObjectCompiler,
  plan: AnonymousSetPlan,
): ReturnType<RuleScope['addAnonymousSet']> {
  const { family, table } = compiler;
  const id = document.sets.nextId();
  const isConcat = plan.isInterval && plan.types.length > 1;
  const declaration: SetDeclaration = {
    family,
    table,
    name: plan.data === undefined ? '__set%d' : '__map%d',
    types: plan.types,
    keyBytes: plan.keyBytes,
    flags:
      SET_FLAG.anonymous |
      SET_FLAG.constant |
      (plan.isInterval ? SET_FLAG.interval : 0) |
      (isConcat ? SET_FLAG.concat : 0) |
      (plan.data === undefined ? 0 : SET_FLAG.map),
    data: plan.data,
    shift: plan.shift,
    order: plan.order,
  };
  const merged =
    hasEndMarkers(declaration) && plan.data === undefined ? mergedBounds(declaration, plan.elements) : undefined;
  if (merged !== undefined && 'refused' in merged) return merged;
  const size = merged === undefined ? plan.elements.length : entryCount(merged);
  compiler.message(MESSAGE.newSet, NLM_F_CREATE, (writer) => writeSet(writer, declaration, { id, size }));
  if (merged !== undefined) {
    writeBoundsList(document.batch, declaration, id, merged);
    return { name: declaration.name, id };
  }
  const bad = writeElements(document.batch, declaration, 'add', plan.elements as readonly ListedElement[], {
    setId: id,
    ...writerOfData(declaration),
  });
  return bad ?? { name: declaration.name, id };
}

/** To the kernel a meter is a set without a life of its own that the packet path writes: it goes with its rule. */
function addMeter(document: DocumentCompiler, compiler: ObjectCompiler, plan: MeterPlan): number {
  const { name, size, isTimed, types, keyBytes } = plan;
  const id = document.sets.nextId();
  const flags = SET_FLAG.anonymous | SET_FLAG.dynamic | (isTimed ? SET_FLAG.timeout : 0);
  const { family, table } = compiler;
  const declaration: SetDeclaration = { family, table, name, types, keyBytes, flags };
  compiler.message(MESSAGE.newSet, NLM_F_CREATE, (writer) => writeSet(writer, declaration, { id, size }));
  return id;
}

/** A libnftables-json document as one batch. Nothing is sent here; the first command that cannot be built is named. */
import type { NftDocument } from '../../document.ts';
import { failed, type NftError, ok, type Result } from '../../nft-error.ts';
import type { SetRef } from '../../object/set.ts';
import type { Family } from '../../object/table.ts';
import type { Batch } from '../batch.ts';
import { isRecord } from '../element/encode-key.ts';
import { writeFlush } from '../element/write-elements.ts';
import { FAMILY_NUMBER, NLM_F_CREATE, NLM_F_EXCL } from '../message-numbers.ts';
import { addChain, deleteChain } from '../object/chain.ts';
import { addFlowtable, deleteFlowtable } from '../object/flowtable.ts';
import { ObjectCompiler } from '../object/object-compiler.ts';
import { deleteRules } from '../object/rule.ts';
import { deleteSet } from '../object/set.ts';
import { addObject, deleteObject, isStatefulKind } from '../object/stateful-object.ts';
import { addTable, deleteTable } from '../object/table.ts';
import { addElements } from './compile-elements.ts';
import { compileRule } from './compile-rule.ts';
import { addSet } from './compile-set.ts';
import { type Command, DocumentCompiler, type KernelView, touch, type Verb } from './document-compiler.ts';

export interface CompiledDocument {
  readonly batch: Batch;
  /** Sets whose contents the document changes, or may. */
  readonly touchedSets: readonly SetRef[];
  readonly touchedTables: readonly { readonly family: Family; readonly table: string }[];
}

const VERBS: readonly string[] = ['add', 'create', 'insert', 'replace', 'delete', 'flush'];

export function compileDocument(document: NftDocument, view: KernelView): Result<CompiledDocument> {
  const compiler = new DocumentCompiler(view, document);
  for (const [index, entry] of document.nftables.entries()) {
    const command = readCommand(compiler.batch, entry);
    if (typeof command === 'string') return failed(syntaxError(command, `command ${index + 1}`));
    if (command === undefined) continue;
    runCommand(compiler, command);
    const { refusal, what } = command.compiler;
    if (refusal !== undefined) return failed(refusalError(refusal, what));
  }
  const { batch, touchedSets, touchedTables } = compiler;
  return ok({ batch, touchedSets, touchedTables });
}

/** A reason instead of a command; undefined for metainfo. */
function readCommand(batch: Batch, entry: unknown): Command | string | undefined {
  const [verb, target] = isRecord(entry) ? (Object.entries(entry)[0] ?? []) : [];
  if (verb === 'metainfo') return undefined;
  if (verb === undefined || !VERBS.includes(verb) || !isRecord(target))
    return `unknown command ${verb ?? JSON.stringify(entry)}`;
  const [kind, body] = Object.entries(target)[0] ?? [];
  if (kind === undefined || !isRecord(body)) return `${verb}: what?`;
  const { family, table, name, chain } = body;
  if (typeof family !== 'string' || !Object.hasOwn(FAMILY_NUMBER, family))
    return `${verb} ${kind}: unknown family ${String(family)}`;
  const own = kind === 'rule' ? chain : name;
  if (typeof own !== 'string' || own === '' || (kind !== 'table' && typeof table !== 'string')) {
    return `${verb} ${kind}: a name and a table`;
  }
  const at = { family: family as Family, table: kind === 'table' ? own : String(table), name: own };
  const place = kind === 'rule' ? 'rule in chain' : kind === 'element' ? 'set' : kind;
  return { verb: verb as Verb, kind, body, compiler: new ObjectCompiler(batch, place, at) };
}

function runCommand(document: DocumentCompiler, command: Command): void {
  const { verb } = command;
  if (verb === 'delete') deleteObjectOf(document, command);
  else if (verb === 'flush') flush(document, command);
  else add(document, command);
}

function add(document: DocumentCompiler, command: Command): void {
  const { verb, kind, body, compiler } = command;
  const flags = verb === 'create' ? NLM_F_CREATE | NLM_F_EXCL : NLM_F_CREATE;
  if (kind === 'rule') compileRule(document, command);
  else if (kind === 'table') addTable(compiler, body, flags & ~NLM_F_CREATE);
  else if (kind === 'chain') addChain(compiler, body, flags);
  else if (kind === 'set' || kind === 'map') addSet(document, command, flags);
  else if (kind === 'element') addElements(document, command);
  else if (kind === 'flowtable') addFlowtable(compiler, body, flags);
  else if (isStatefulKind(kind)) addObject(compiler, kind, body, flags);
  else compiler.refuse(`unknown object ${kind}`);
}

function deleteObjectOf(document: DocumentCompiler, command: Command): void {
  const { kind, body, compiler } = command;
  if (kind === 'rule') {
    const handle = body['handle'];
    if (typeof handle === 'number') deleteRules(compiler, compiler.name, handle);
    else compiler.refuse('delete rule: its handle');
  } else if (kind === 'table') {
    document.touchedTables.push({ family: compiler.family, table: compiler.name });
    document.sets.forgetTable(compiler.family, compiler.name);
    deleteTable(compiler);
  } else if (kind === 'chain') deleteChain(compiler);
  else if (kind === 'set' || kind === 'map') {
    touch(document, compiler);
    deleteSet(compiler);
  } else if (kind === 'element') addElements(document, command);
  else if (kind === 'flowtable') deleteFlowtable(compiler);
  else if (isStatefulKind(kind)) deleteObject(compiler, kind);
  else compiler.refuse(`unknown object ${kind}`);
}

/** A chain or table is emptied of its rules, a set of its elements. */
function flush(document: DocumentCompiler, command: Command): void {
  const { kind, compiler } = command;
  if (kind === 'table') {
    deleteRules(
      new ObjectCompiler(document.batch, 'table', { ...compiler, table: compiler.name }),
      undefined,
      undefined,
    );
  } else if (kind === 'chain') deleteRules(compiler, compiler.name, undefined);
  else if (kind === 'set' || kind === 'map') {
    touch(document, compiler);
    writeFlush(document.batch, compiler);
  } else compiler.refuse(`flush: table, chain, set or map, not ${kind}`);
}

const NOT_FOUND = 'NFT_NOT_FOUND ';
const BAD_ELEMENT = 'NFT_BAD_ELEMENT ';

/** Builders say what is missing or no element by these words in front; everything else is the document's form. */
function refusalError(refusal: string, what: string): NftError {
  if (refusal.startsWith(NOT_FOUND)) {
    const missing = refusal.slice(NOT_FOUND.length);
    return { code: 'NFT_NOT_FOUND', message: `${what}: ${missing} does not exist; nothing was changed`, object: what };
  }
  if (refusal.startsWith(BAD_ELEMENT)) {
    const element = refusal.slice(BAD_ELEMENT.length, BAD_ELEMENT.length + 100);
    return {
      code: 'NFT_BAD_ELEMENT',
      message: `${what}: ${element} is none of its elements; nothing was changed`,
      object: what,
      element,
    };
  }
  return syntaxError(refusal, what);
}

function syntaxError(reason: string, what: string): NftError {
  return { code: 'NFT_SYNTAX', message: `${what}: ${reason}; nothing was changed`, object: what };
}

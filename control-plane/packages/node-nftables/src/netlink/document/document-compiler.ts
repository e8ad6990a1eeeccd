import type { NftDocument } from '../../document.ts';
import type { SetRef } from '../../object/set.ts';
import type { Family } from '../../object/table.ts';
import { Batch } from '../batch.ts';
import type { SetDeclaration } from '../element/set-declaration.ts';
import type { ObjectCompiler } from '../object/object-compiler.ts';
import { DocumentSets } from './document-sets.ts';

/** What a document may ask about the kernel it is for. */
export interface KernelView {
  findSet(ref: SetRef): SetDeclaration | undefined;
  interfaceIndex(name: string): number | undefined;
  /** Of the rule at this position of its chain. */
  ruleHandle(family: Family, table: string, chain: string, index: number): number | undefined;
}

export type Verb = 'add' | 'create' | 'insert' | 'replace' | 'delete' | 'flush';

export interface Command {
  readonly verb: Verb;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly compiler: ObjectCompiler;
}

/** What the commands of one document share. */
export class DocumentCompiler {
  readonly batch = new Batch();
  readonly sets: DocumentSets;
  readonly view: KernelView;
  readonly touchedSets: SetRef[] = [];
  readonly touchedTables: { readonly family: Family; readonly table: string }[] = [];

  constructor(view: KernelView, document: NftDocument) {
    this.view = view;
    this.sets = new DocumentSets(view, document);
  }
}

export function touch(document: DocumentCompiler, compiler: ObjectCompiler): void {
  document.touchedSets.push({ family: compiler.family, table: compiler.table, set: compiler.name });
}

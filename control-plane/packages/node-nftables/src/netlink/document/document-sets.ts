import type { NftDocument } from '../../document.ts';
import type { Family } from '../../object/table.ts';
import { isRecord } from '../element/encode-key.ts';
import type { SetDeclaration } from '../element/set-declaration.ts';
import type { KernelView } from './document-compiler.ts';

export interface KnownSet {
  readonly declaration: SetDeclaration;
  /** Of sets the same document declares: the kernel knows them by it until the commit. */
  readonly id?: number | undefined;
}

/** Sets as the document sees them at a point: declared before it, or in the kernel and not deleted. */
export class DocumentSets {
  readonly #view: KernelView;
  readonly #known = new Map<string, KnownSet | undefined>();
  readonly #deletedTables = new Set<string>();
  readonly #written: ReadonlySet<string>;
  #lastId = 0;

  constructor(view: KernelView, document: NftDocument) {
    this.#view = view;
    this.#written = setsWrittenByRules(document);
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  declare(declaration: SetDeclaration, id: number): void {
    this.#known.set(keyOf(declaration.family, declaration.table, declaration.name), { declaration, id });
  }

  forgetTable(family: Family, table: string): void {
    this.#deletedTables.add(`${family} ${table}`);
    for (const key of this.#known.keys()) if (key.startsWith(`${family} ${table} `)) this.#known.delete(key);
  }

  find(family: Family, table: string, name: string): KnownSet | undefined {
    const key = keyOf(family, table, name);
    if (this.#known.has(key)) return this.#known.get(key);
    if (this.#deletedTables.has(`${family} ${table}`)) return undefined;
    const declaration = this.#view.findSet({ family, table, set: name });
    const known = declaration === undefined ? undefined : { declaration };
    this.#known.set(key, known);
    return known;
  }

  /** A rule of the document writes it: nft makes such a set dynamic by itself. */
  isWritten(family: Family, table: string, name: string): boolean {
    return this.#written.has(keyOf(family, table, name));
  }
}

function keyOf(family: string, table: string, name: string): string {
  return `${family} ${table} ${name}`;
}

function setsWrittenByRules(document: NftDocument): Set<string> {
  const written = new Set<string>();
  for (const command of document.nftables) {
    const target: unknown = Object.values(command)[0];
    const rule = isRecord(target) && isRecord(target['rule']) ? target['rule'] : undefined;
    const { family, table, expr } = rule ?? {};
    for (const statement of Array.isArray(expr) ? expr : []) {
      for (const kind of ['set', 'map']) {
        const body: unknown = isRecord(statement) ? statement[kind] : undefined;
        const name = isRecord(body) ? body[kind] : undefined;
        if (typeof name === 'string') written.add(keyOf(String(family), String(table), name.replace(/^@/, '')));
      }
    }
  }
  return written;
}

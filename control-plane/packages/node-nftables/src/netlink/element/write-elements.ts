/**
 * Elements into NEWSETELEM and DELSETELEM messages, as many as a message's one attribute can hold (64 KiB).
 * Interval sets of one field: an element for the start and one, flagged as end, for the address behind the last; none
 * where the range ends with the last address there is. Ranges of concatenated keys are one element with KEY_END.
 */
import type { ListedElement } from '../../object/element.ts';
import { SET_ELEM_LIST } from '../attribute-numbers.ts';
import type { Batch } from '../batch.ts';
import { MESSAGE, NLM_F_CREATE, NLM_F_EXCL } from '../message-numbers.ts';
import type { MessageWriter } from '../message-writer.ts';
import { hasFlag, type SetDeclaration } from './set-declaration.ts';
import { type ElementWriter, writeListedElement } from './write-element.ts';

const MOST_LIST_BYTES = 63_000;

export type ElementMessage = 'add' | 'create' | 'delete';

/** False with the first element that is none of the set. */
export function writeElements(
  batch: Batch,
  declaration: SetDeclaration,
  kind: ElementMessage,
  elements: Iterable<ListedElement>,
  options: { readonly setId?: number; readonly writeData?: ElementWriter } = {},
): { readonly refused: unknown } | undefined {
  const message = new ElementMessages(batch, declaration, kind, options.setId);
  const nextEntry = (): number => message.nextEntry();
  for (const element of elements) {
    message.next(element);
    if (!writeListedElement(batch.writer, declaration, element, kind === 'delete', nextEntry, options.writeData)) {
      message.end();
      return { refused: element };
    }
  }
  message.end();
  return undefined;
}

export class ElementMessages {
  readonly #batch: Batch;
  readonly #declaration: SetDeclaration;
  readonly #kind: ElementMessage;
  readonly #setId: number | undefined;
  #listStart = -1;
  #entries = 0;
  #offsets: number[] = [];
  #elements: unknown[] = [];

  constructor(batch: Batch, declaration: SetDeclaration, kind: ElementMessage, setId?: number) {
    this.#batch = batch;
    this.#declaration = declaration;
    this.#kind = kind;
    this.#setId = setId;
  }

  /** Called before each element is written; begins another message where the last one is full. */
  next(element: unknown): void {
    const writer = this.#batch.writer;
    if (this.#listStart >= 0 && writer.length - this.#listStart > MOST_LIST_BYTES) this.end();
    if (this.#listStart < 0) this.#begin();
    this.#offsets.push(writer.length - writer.messageStart);
    this.#elements.push(element);
  }

  /** nft numbers the entries of a list. */
  nextEntry(): number {
    this.#entries += 1;
    return this.#entries;
  }

  end(): void {
    if (this.#listStart < 0) return;
    this.#entries = 0;
    this.#batch.writer.close(this.#listStart);
    this.#batch.writer.end();
    this.#listStart = -1;
    this.#offsets = [];
    this.#elements = [];
  }

  #begin(): void {
    const offsets = this.#offsets;
    const elements = this.#elements;
    const { family, table, name } = this.#declaration;
    const element = (offset: number): string | undefined => {
      let index = offsets.length - 1;
      while (index >= 0 && (offsets[index] as number) > offset) index -= 1;
      return index < 0 ? undefined : elementText(elements[index]);
    };
    const existsMeansOverlap = this.#kind === 'add' && hasFlag(this.#declaration, 'interval');
    const subject = { what: `set ${name} of ${family} ${table}`, element, existsMeansOverlap };
    this.#listStart = beginElements(this.#batch, this.#declaration, this.#kind, subject, this.#setId);
  }
}

export function beginElements(
  batch: Batch,
  declaration: SetDeclaration,
  kind: ElementMessage,
  subject: Parameters<Batch['open']>[3],
  setId?: number,
): number {
  const flags = kind === 'delete' ? 0 : kind === 'create' ? NLM_F_CREATE | NLM_F_EXCL : NLM_F_CREATE;
  batch.open(kind === 'delete' ? MESSAGE.deleteElements : MESSAGE.newElements, flags, declaration.family, subject);
  const writer: MessageWriter = batch.writer;
  writer.text(SET_ELEM_LIST.TABLE, declaration.table);
  writer.text(SET_ELEM_LIST.SET, declaration.name);
  if (setId !== undefined) writer.u32(SET_ELEM_LIST.SET_ID, setId);
  return writer.nest(SET_ELEM_LIST.ELEMENTS);
}

export function writeFlush(batch: Batch, declaration: Pick<SetDeclaration, 'family' | 'table' | 'name'>): void {
  const { family, table, name } = declaration;
  batch.add(MESSAGE.deleteElements, 0, family, { what: `set ${name} of ${family} ${table}` }, (writer) => {
    writer.text(SET_ELEM_LIST.TABLE, table);
    writer.text(SET_ELEM_LIST.SET, name);
  });
}

export function elementText(element: unknown): string {
  return typeof element === 'string' ? element : (JSON.stringify(element) ?? String(element));
}

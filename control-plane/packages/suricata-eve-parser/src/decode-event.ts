// Stage 3: a scanned line as an event. A field costs something only when it is read: then its own bytes are decoded,
// once. Names EVE is known to use are getters; any other name falls through the prototype chain to a proxy, so that
// every top-level field can be read and an absent one is undefined, whatever it is called (`constructor`, `__proto__`).
//
//     EventView (one a line) → prototype: toObject, toJSON, getters of known names → proxy: any other name → null
import { EveError } from './eve-error.ts';
import type { EveEvent, EveObject } from './event/eve-event.ts';
import { EVE_FIELD_NAMES } from './event/eve-fields.ts';
import type { FieldTable } from './scan/line-scanner.ts';

export class EventView {
  readonly #fields: FieldTable;
  readonly #start: number;
  readonly #end: number;
  #bytes: Buffer | null;
  #decoded: Map<string, unknown> | null = null;

  /** bytes[start, end) is a line of verdict `object` and `fields` its table; both stay as they are until release(). */
  constructor(fields: FieldTable, bytes: Buffer, start: number, end: number) {
    this.#fields = fields;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  toObject(): EveObject {
    const object: EveObject = JSON.parse(EventView.#live(this).toString('utf8', this.#start, this.#end));
    return object;
  }

  toJSON(): EveObject {
    return this.toObject();
  }

  static asEvent(view: EventView): EveEvent {
    return view as unknown as EveEvent;
  }

  /** The lent bytes go back: whoever kept the event gets an error instead of another line's data. */
  static release(view: EventView): void {
    view.#bytes = null;
  }

  static read(holder: unknown, name: string): unknown {
    if (typeof holder !== 'object' || holder === null || !(#bytes in holder)) return undefined;
    const bytes = EventView.#live(holder);
    if (holder.#decoded?.has(name)) return holder.#decoded.get(name);
    const field = findField(holder.#fields, bytes, name);
    if (field < 0) return undefined;
    const value = decodeField(holder.#fields, bytes, field);
    holder.#decoded ??= new Map();
    holder.#decoded.set(name, value);
    return value;
  }

  static #live(view: EventView): Buffer {
    if (view.#bytes === null) {
      throw new EveError({
        code: 'EVE_MISUSE',
        message: 'the event was read after onEvent returned; keep event.toObject() instead',
      });
    }
    return view.#bytes;
  }
}

for (const name of EVE_FIELD_NAMES) {
  Object.defineProperty(EventView.prototype, name, {
    get(this: unknown) {
      return EventView.read(this, name);
    },
    enumerable: true,
  });
}
Reflect.deleteProperty(EventView.prototype, 'constructor');
Object.setPrototypeOf(
  EventView.prototype,
  new Proxy(Object.create(null), {
    get: (_target, name, holder) => (typeof name === 'string' ? EventView.read(holder, name) : undefined),
    set: () => false,
  }),
);

export function decodeField(fields: FieldTable, bytes: Buffer, field: number): unknown {
  return JSON.parse(bytes.toString('utf8', fields.valueStart(field), fields.valueEnd(field)));
}

/** The last field of that name, as in JSON.parse; −1 without one. */
function findField(fields: FieldTable, bytes: Buffer, name: string): number {
  for (let field = fields.count - 1; field >= 0; field -= 1) {
    if (fields.plainKeys ? isKey(fields, bytes, field, name) : decodeKey(fields, bytes, field) === name) return field;
  }
  return -1;
}

function isKey(fields: FieldTable, bytes: Buffer, field: number, name: string): boolean {
  const start = fields.keyStart(field);
  if (fields.keyEnd(field) - start !== name.length) return false;
  for (let index = 0; index < name.length; index += 1) {
    if (bytes[start + index] !== name.charCodeAt(index)) return false;
  }
  return true;
}

function decodeKey(fields: FieldTable, bytes: Buffer, field: number): unknown {
  return JSON.parse(bytes.toString('utf8', fields.keyStart(field) - 1, fields.keyEnd(field) + 1));
}

// Stage 3: a judged line as an event. A field costs something only when it is read: then its own bytes are decoded,
// once. Names EVE is known to use are getters; any other name falls through the prototype chain to a proxy, so that
// every top-level field can be read and an absent one is undefined, whatever it is called (`constructor`, `__proto__`).
//
//     EventView (one a parser) → prototype: toObject, toJSON, getters of known names → proxy: any other name → null
import { decodeText, parse } from './decode-value.ts';
import { EveError } from './eve-error.ts';
import type { EveEvent, EveObject } from './event/eve-event.ts';
import { EVE_FIELD_NAMES } from './event/eve-fields.ts';
import type { LineFields } from './scan/line-scanner.ts';

const QUOTE = 0x22;
const EVENT_TYPE = EVE_FIELD_NAMES.indexOf('event_type');

export class EventView {
  readonly #fields: LineFields;
  /** Counts the lines shown by this view; a decoded value counts only with its line's number. */
  #line = 0;
  #isLent = false;
  readonly #decoded: unknown[] = new Array(EVE_FIELD_NAMES.length).fill(undefined);
  readonly #decodedFor = new Float64Array(EVE_FIELD_NAMES.length);
  /** Values of names that are no getters. */
  #others: Map<string, unknown> | null = null;

  /** `fields` always describes the line of the last lend(), and does not change until release(). */
  constructor(fields: LineFields) {
    this.#fields = fields;
  }

  toObject(): EveObject {
    EventView.#check(this);
    return parse(this.#fields, this.#fields.start, this.#fields.end) as EveObject;
  }

  toJSON(): EveObject {
    return this.toObject();
  }

  static asEvent(view: EventView): EveEvent {
    return view as unknown as EveEvent;
  }

  /** The event of that line for as long as anyone wants it. */
  static keep(event: EveEvent): EveEvent {
    const view = new EventView(EventView.fieldsOf(event).keep());
    EventView.lend(view, '');
    return EventView.asEvent(view);
  }

  static fieldsOf(event: EveEvent): LineFields {
    return (event as unknown as EventView).#fields;
  }

  /** '' also where event_type is no text: its value is then not decoded, however large it is. */
  static typeOf(fields: LineFields): string {
    if (!fields.find('event_type', EVENT_TYPE) || fields.bytes[fields.valueStart] !== QUOTE) return '';
    return decodeText(fields, fields.valueStart + 1, fields.valueEnd - 1);
  }

  /** Shows the line that the fields now describe. Its type is given when it is known already, '' when not. */
  static lend(view: EventView, type: string): void {
    view.#line += 1;
    view.#isLent = true;
    if (view.#others !== null) view.#others = null;
    if (type === '') return;
    view.#decoded[EVENT_TYPE] = type;
    view.#decodedFor[EVENT_TYPE] = view.#line;
  }

  /** The lent bytes go back: whoever kept the event gets an error instead of another line's data. */
  static release(view: EventView): void {
    view.#isLent = false;
  }

  static readKnown(holder: EventView, name: string, id: number): unknown {
    EventView.#check(holder);
    if (holder.#decodedFor[id] === holder.#line) return holder.#decoded[id];
    const value = holder.#fields.read(name, id);
    if (typeof value === 'object') {
      holder.#decoded[id] = value;
      holder.#decodedFor[id] = holder.#line;
    }
    return value;
  }

  static isView(holder: unknown): holder is EventView {
    return typeof holder === 'object' && holder !== null && #isLent in holder;
  }

  static readOther(holder: EventView, name: string): unknown {
    EventView.#check(holder);
    if (holder.#others?.has(name)) return holder.#others.get(name);
    const value = holder.#fields.read(name, -1);
    holder.#others ??= new Map();
    holder.#others.set(name, value);
    return value;
  }

  static #check(view: EventView): void {
    if (view.#isLent) return;
    throw new EveError({
      code: 'EVE_MISUSE',
      message: 'the event was read after onEvent returned; keep event.toObject() instead',
    });
  }
}

EVE_FIELD_NAMES.forEach((name, id) => {
  Object.defineProperty(EventView.prototype, name, {
    get(this: unknown) {
      return EventView.isView(this) ? EventView.readKnown(this, name, id) : undefined;
    },
    enumerable: true,
  });
});
Reflect.deleteProperty(EventView.prototype, 'constructor');
Object.setPrototypeOf(
  EventView.prototype,
  new Proxy(Object.create(null), {
    get: (_target, name, holder) =>
      typeof name === 'string' && EventView.isView(holder) ? EventView.readOther(holder, name) : undefined,
    set: () => false,
  }),
);

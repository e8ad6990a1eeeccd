/**
 * One rule on its way back: what the registers hold while its expressions are read, what the packet is known to be, and
 * the statements so far. Matches that only say what a later field implies are taken out again, as nft does.
 */
import type { Family } from '../../object/table.ts';
import { padded } from '../datatype/bytes.ts';
import { type DataType, dataType } from '../datatype/datatype.ts';
import type { SetDeclaration } from '../element/set-declaration.ts';
import { decodeValue } from '../selector/decode-value.ts';
import { type Bytes, findAddressStart, findField } from '../selector/find-field.ts';
import type { Loaded } from '../selector/loaded.ts';
import { Implications } from './implications.ts';
import type { Protocols } from './rule-builder.ts';

/** A selector in JSON form and how its value lies in the register. */
export interface Selected {
  readonly json: unknown;
  readonly loaded: Loaded;
  /** Of an address only the first bytes were loaded. */
  readonly isStart?: boolean;
  /** Answers exists or missing. */
  readonly isPresence?: boolean;
}

export type Held =
  | { readonly kind: 'bytes'; readonly bytes: Bytes; readonly xor?: Uint8Array; readonly order?: 'big' | 'host' }
  | { readonly kind: 'selector'; readonly selected: Selected; readonly mask?: Uint8Array }
  | { readonly kind: 'constant'; readonly data: Uint8Array };

export interface ReaderScope {
  readonly family: Family;
  findSet(name: string): SetDeclaration | undefined;
  /** Of a constant set without a name; `shift` when its keys are parts of bytes. */
  readMembers(name: string, shift: number | undefined): readonly unknown[];
  interfaceName(index: number): string | undefined;
  /** Of a set that is a meter of one rule; undefined for any other. */
  meterSize(name: string): number | undefined;
}

export class RuleReader {
  readonly scope: ReaderScope;
  readonly statements: unknown[] = [];
  readonly protocols: Protocols = {};
  readonly registers = new Map<number, Held>();
  readonly implications: Implications;

  constructor(scope: ReaderScope) {
    this.scope = scope;
    const { family } = scope;
    if (family === 'ip' || family === 'ip6' || family === 'arp') this.protocols.network = family;
    this.implications = new Implications(this.statements, this.protocols);
  }

  push(statement: unknown): void {
    this.statements.push(statement);
  }

  /** What a register holds, as a selector; a mask that is no field of its own becomes `&`. */
  select(slot: number): Selected & { readonly mask?: Uint8Array } {
    const held = this.registers.get(slot);
    if (held?.kind === 'selector') {
      return held.mask === undefined ? held.selected : { ...held.selected, mask: held.mask };
    }
    if (held?.kind === 'bytes') return this.#field(held.bytes);
    return { json: null, loaded: { types: [dataType('integer')], bytes: held?.data.length ?? 4, order: 'big' } };
  }

  /** As select(), with any mask written out. */
  selectPlain(slot: number): Selected {
    const { mask, ...selected } = this.select(slot);
    if (mask === undefined) return selected;
    return { ...selected, json: { '&': [selected.json, decodeValue(selected.loaded, mask)] } };
  }

  /** A key of several fields, one behind the other. */
  selectKey(slot: number, types: readonly DataType[]): Selected {
    if (types.length <= 1) return this.selectPlain(slot);
    let at = slot;
    const parts = types.map((type) => {
      const part = this.selectPlain(at);
      at += padded(type.bytes) / 4;
      return part;
    });
    const bytes = types.reduce((sum, type) => sum + padded(type.bytes), 0);
    return { json: { concat: parts.map((part) => part.json) }, loaded: { types, bytes, order: 'big' } };
  }

  /** What a statement is given: a constant of this type, or a selector. */
  value(slot: number, like: Loaded): unknown {
    const held = this.registers.get(slot);
    if (held?.kind === 'constant') return decodeValue(like, held.data);
    return this.selectPlain(slot).json;
  }

  #field(bytes: Bytes): Selected & { readonly mask?: Uint8Array } {
    // Ports of what is known to have none: th, as nft says.
    const exact = findField(this.protocols, bytes) ?? findField({ network: this.protocols.network }, bytes);
    const found = exact ?? findField(this.protocols, { ...bytes, mask: undefined });
    const start = found ?? findAddressStart(this.protocols, bytes);
    if (start === undefined) return rawBytes(bytes);
    this.implications.use(start.protocol);
    const type = dataType(start.field.type);
    const shift = exact?.shift === undefined ? {} : { shift: exact.shift };
    const loaded: Loaded = { types: [type], bytes: bytes.len, order: 'big', ...shift };
    const json = { payload: { protocol: start.protocol, field: start.name } };
    const masked = exact === undefined && bytes.mask !== undefined ? { mask: bytes.mask } : {};
    return { json, loaded, ...masked, ...(found === undefined ? { isStart: true } : {}) };
  }
}

const RAW_BASES = ['ll', 'nh', 'th', 'ih'];

function rawBytes(bytes: Bytes): Selected & { readonly mask?: Uint8Array } {
  const json = { payload: { base: RAW_BASES[bytes.base], offset: bytes.offset * 8, len: bytes.len * 8 } };
  const loaded: Loaded = { types: [dataType('integer')], bytes: bytes.len, order: 'big' };
  return { json, loaded, ...(bytes.mask === undefined ? {} : { mask: bytes.mask }) };
}

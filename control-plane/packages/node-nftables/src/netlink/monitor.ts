/** The kernel's own news of the ruleset: which object, added or deleted, and by whom. */
import type { NftEvent } from '../nft-event.ts';
import type { Family } from '../object/table.ts';
import * as numbers from './attribute-numbers.ts';
import { Attributes } from './attributes.ts';
import { NFGEN_BYTES, NLMSG_HEADER_BYTES } from './message.ts';
import { FAMILY_NUMBER, MESSAGE } from './message-numbers.ts';
import { News } from './news.ts';
import type { NetlinkSocket } from './socket.ts';

const NFNLGRP_NFTABLES = 7;

type Kind = Exclude<NftEvent['kind'], 'generation' | 'overrun'>;
interface Source {
  readonly kind: Kind;
  readonly table: number;
  readonly name: number | undefined;
  readonly handle: number | undefined;
}

const { TABLE, CHAIN, RULE, SET, SET_ELEM_LIST, OBJECT, FLOWTABLE, GEN } = numbers;
/** By the number of the message that adds; the one that deletes is two further. */
const SOURCES: ReadonlyMap<number, Source> = new Map([
  [MESSAGE.newTable, { kind: 'table', table: TABLE.NAME, name: TABLE.NAME, handle: TABLE.HANDLE }],
  [MESSAGE.newChain, { kind: 'chain', table: CHAIN.TABLE, name: CHAIN.NAME, handle: CHAIN.HANDLE }],
  [MESSAGE.newRule, { kind: 'rule', table: RULE.TABLE, name: RULE.CHAIN, handle: RULE.HANDLE }],
  [MESSAGE.newSet, { kind: 'set', table: SET.TABLE, name: SET.NAME, handle: SET.HANDLE }],
  [MESSAGE.newElements, { kind: 'element', table: SET_ELEM_LIST.TABLE, name: SET_ELEM_LIST.SET, handle: undefined }],
  [MESSAGE.newObject, { kind: 'object', table: OBJECT.TABLE, name: OBJECT.NAME, handle: OBJECT.HANDLE }],
  [MESSAGE.newFlowtable, { kind: 'flowtable', table: FLOWTABLE.TABLE, name: FLOWTABLE.NAME, handle: FLOWTABLE.HANDLE }],
]);
const DELETE_OFFSET = 2;
const FAMILIES = new Map(Object.entries(FAMILY_NUMBER).map(([name, number]) => [number, name as Family]));

export function openMonitor(socket: NetlinkSocket): AsyncIterableIterator<NftEvent> {
  return new News<NftEvent>(socket, [NFNLGRP_NFTABLES], readEvent, { kind: 'overrun' });
}

function readEvent(view: DataView, type: number, start: number, end: number): NftEvent | undefined {
  const attributes = new Attributes(view, start + NLMSG_HEADER_BYTES + NFGEN_BYTES, end);
  if (type === MESSAGE.newGeneration) {
    return {
      kind: 'generation',
      generation: attributes.u32(GEN.ID) ?? 0,
      process: attributes.u32(GEN.PROC_PID) ?? 0,
      program: attributes.text(GEN.PROC_NAME) ?? '',
    };
  }
  const added = SOURCES.get(type);
  const source = added ?? SOURCES.get(type - DELETE_OFFSET);
  const family = FAMILIES.get(view.getUint8(start + NLMSG_HEADER_BYTES));
  if (source === undefined || family === undefined) return undefined;
  const name = source.name === undefined ? undefined : attributes.text(source.name);
  const handle = source.handle === undefined ? undefined : attributes.u64(source.handle);
  return {
    kind: source.kind,
    action: added === undefined ? 'delete' : 'add',
    family,
    table: attributes.text(source.table) ?? '',
    ...(name === undefined ? {} : { name }),
    ...(handle === undefined ? {} : { handle }),
  };
}

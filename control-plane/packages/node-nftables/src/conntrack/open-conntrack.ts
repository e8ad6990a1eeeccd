/** Connection tracking over netlink: list, mark and delete connections, and hear of new and ended ones. */
import { Attributes } from '../netlink/attributes.ts';
import { Exchange } from '../netlink/exchange.ts';
import { NFGEN_BYTES, NLMSG_HEADER_BYTES } from '../netlink/message.ts';
import { NLM_F_ACK, NLM_F_DUMP, NLM_F_REQUEST } from '../netlink/message-numbers.ts';
import { MessageWriter } from '../netlink/message-writer.ts';
import { News } from '../netlink/news.ts';
import { openInNamespace } from '../netlink/open-in-namespace.ts';
import { failed, ok, type Result } from '../nft-error.ts';
import { CTA, type Flow, type FlowTuple, readFlow, writeTuple } from './flow.ts';

const NFNL_SUBSYS_CTNETLINK = 1;
const MESSAGE = {
  new: NFNL_SUBSYS_CTNETLINK << 8,
  get: (NFNL_SUBSYS_CTNETLINK << 8) | 1,
  delete: (NFNL_SUBSYS_CTNETLINK << 8) | 2,
};
const GROUP = { new: 1, update: 2, destroy: 3 } as const;
const NLM_F_CREATE = 0x400;
const FAMILY = { ip: 2, ip6: 10 } as const;
/** Listing stops here: a full table of a big machine is not for one call. */
const MOST_FLOWS = 1_000_000;

export type FlowEvent = { readonly kind: keyof typeof GROUP; readonly flow: Flow } | { readonly kind: 'overrun' };

export interface Conntrack {
  list(): Result<Flow[]>;
  /** NFT_NOT_FOUND when the connection is gone. */
  setMark(tuple: FlowTuple, mark: number): Result<undefined>;
  delete(tuple: FlowTuple): Result<undefined>;
  /** From now on; end it by leaving the loop or by `return()`. */
  events(kinds?: readonly (keyof typeof GROUP)[]): Result<AsyncIterableIterator<FlowEvent>>;
  close(): void;
}

export function openConntrack(options: { readonly netns?: string } = {}): Result<Conntrack> {
  const opened = openInNamespace(options.netns);
  if (!opened.ok) return opened;
  opened.value.interfaces.close();
  return ok(new ConntrackSession(new Exchange(opened.value.socket), options.netns));
}

class ConntrackSession implements Conntrack {
  readonly #exchange: Exchange;
  readonly #netns: string | undefined;

  constructor(exchange: Exchange, netns: string | undefined) {
    this.#exchange = exchange;
    this.#netns = netns;
  }

  list(): Result<Flow[]> {
    let flows: Flow[] = [];
    const build = (sequence: number): Uint8Array =>
      message(MESSAGE.get, NLM_F_DUMP, sequence, 0, () => true) ?? new Uint8Array(0);
    const restart = (): void => {
      flows = [];
    };
    const dumped = this.#exchange.dump(build, { what: 'the connections' }, restart, (_type, family, attributes) => {
      const flow = readFlow(family, attributes);
      if (flow !== undefined && flows.length < MOST_FLOWS) flows.push(flow);
    });
    return dumped.ok ? ok(flows) : dumped;
  }

  setMark(tuple: FlowTuple, mark: number): Result<undefined> {
    return this.#ask(MESSAGE.new, tuple, (writer) => writer.u32(CTA.MARK, mark));
  }

  delete(tuple: FlowTuple): Result<undefined> {
    return this.#ask(MESSAGE.delete, tuple, () => undefined);
  }

  events(kinds: readonly (keyof typeof GROUP)[] = ['new', 'destroy']): Result<AsyncIterableIterator<FlowEvent>> {
    const opened = openInNamespace(this.#netns);
    if (!opened.ok) return opened;
    opened.value.interfaces.close();
    const groups = kinds.map((kind) => GROUP[kind]);
    return ok(new News<FlowEvent>(opened.value.socket, groups, readEvent, { kind: 'overrun' }));
  }

  close(): void {
    this.#exchange.close();
  }

  #ask(type: number, tuple: FlowTuple, more: (writer: MessageWriter) => void): Result<undefined> {
    const what = `connection ${tuple.source} to ${tuple.destination}`;
    const bytes = message(type, NLM_F_ACK, this.#exchange.nextSequence(), FAMILY[tuple.family], (writer) => {
      const isWritten = writeTuple(writer, tuple);
      more(writer);
      return isWritten;
    });
    if (bytes === undefined)
      return failed({ code: 'NFT_BAD_ELEMENT', message: `${what}: no addresses of its family`, object: what });
    return this.#exchange.ask(bytes, { what }, () => undefined);
  }
}

function message(
  type: number,
  flags: number,
  sequence: number,
  family: number,
  write: (writer: MessageWriter) => boolean,
): Uint8Array | undefined {
  const writer = new MessageWriter(256);
  writer.begin(type, NLM_F_REQUEST | flags, sequence, family);
  if (!write(writer)) return undefined;
  writer.end();
  return writer.bytes.subarray(0, writer.length);
}

function readEvent(view: DataView, type: number, start: number, end: number): FlowEvent | undefined {
  const attributes = new Attributes(view, start + NLMSG_HEADER_BYTES + NFGEN_BYTES, end);
  const flow = readFlow(view.getUint8(start + NLMSG_HEADER_BYTES), attributes);
  if (flow === undefined) return undefined;
  if (type === MESSAGE.delete) return { kind: 'destroy', flow };
  const isNew = (view.getUint16(start + 6, true) & NLM_F_CREATE) !== 0;
  return { kind: isNew ? 'new' : 'update', flow };
}

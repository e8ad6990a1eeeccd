/** The door to the kernel itself: one socket of one network namespace, one transaction at a time. */
import type { NftDocument, NftListing } from '../document.ts';
import type { ElementChange, ListContents, NftDoor, SetShape } from '../nft-door.ts';
import { done, failed, type NftError, ok, type Result } from '../nft-error.ts';
import type { NftEvent } from '../nft-event.ts';
import type { SetRef } from '../object/set.ts';
import type { TableRef } from '../object/table.ts';
import type { PreparedElements } from '../prepare-elements.ts';
import { SerialQueue } from '../serial-queue.ts';
import { changeElements, commit } from './change-elements.ts';
import { compileDocument } from './document/compile-document.ts';
import type { KernelView } from './document/document-compiler.ts';
import { readSet } from './element/read-set.ts';
import { shapeOf } from './element/set-declaration.ts';
import { Exchange } from './exchange.ts';
import { readGeneration } from './generation.ts';
import type { InterfaceNames } from './interface-names.ts';
import { dumpObjects } from './list/dump-objects.ts';
import { listTable } from './list/list-table.ts';
import { openMonitor } from './monitor.ts';
import { readRule } from './object/rule.ts';
import { openInNamespace } from './open-in-namespace.ts';
import { SetMemory } from './set-memory.ts';

const MOST_WAITING = 64;

export async function openNetlinkDoor(options: { readonly netns?: string }): Promise<Result<NftDoor>> {
  const socket = openInNamespace(options.netns);
  if (!socket.ok) return socket;
  const { interfaces } = socket.value;
  const exchange = new Exchange(socket.value.socket);
  const answer = readGeneration(exchange);
  if (answer.ok) return ok(new NetlinkDoor(exchange, interfaces, options.netns));
  exchange.close();
  interfaces.close();
  return failed(openError(answer.error));
}

/** The first question of all: who may not ask it may do nothing, and a kernel without nftables does not understand it. */
export function openError(error: NftError): NftError {
  const { detail = '' } = error;
  if (error.code === 'NFT_PERMISSION') {
    const message = 'nftables needs root, or CAP_NET_ADMIN in the network namespace';
    return { code: 'NFT_PERMISSION', message, detail };
  }
  if (!/^(EINVAL|EOPNOTSUPP|EPROTONOSUPPORT|ENOENT)/.test(detail)) return error;
  const message = 'this kernel has no nftables: CONFIG_NF_TABLES is off, or the module nf_tables is missing';
  return { code: 'NFT_UNSUPPORTED', message, detail };
}

class NetlinkDoor implements NftDoor {
  readonly #exchange: Exchange;
  readonly #interfaces: InterfaceNames;
  readonly #netns: string | undefined;
  readonly #memory = new SetMemory();
  readonly #queue = new SerialQueue(MOST_WAITING);

  constructor(exchange: Exchange, interfaces: InterfaceNames, netns: string | undefined) {
    this.#netns = netns;
    this.#exchange = exchange;
    this.#interfaces = interfaces;
  }

  async apply(document: NftDocument, mode: 'run' | 'check'): Promise<Result<undefined>> {
    return await this.#queue.run(async () => {
      const compiled = compileDocument(document, this.#view());
      if (!compiled.ok) return compiled;
      const { batch, touchedSets, touchedTables } = compiled.value;
      if (batch.isEmpty) return done;
      if (mode === 'check') return await this.#exchange.transact(batch, 'check');
      for (const ref of touchedSets) this.#memory.forget(ref);
      for (const table of touchedTables) this.#memory.forgetTable(table);
      return await commit(this.#exchange, this.#memory, batch);
    });
  }

  async describeSet(ref: SetRef): Promise<Result<SetShape>> {
    return await this.#queue.run(async () => {
      const declaration = readSet(this.#exchange, ref);
      return declaration.ok ? ok(shapeOf(declaration.value)) : declaration;
    });
  }

  async changeElements(ref: SetRef, change: ElementChange, elements: PreparedElements): Promise<Result<undefined>> {
    return await this.#queue.run(() => changeElements(this.#exchange, this.#memory, ref, change, elements));
  }

  async list(ref: TableRef, contents: ListContents): Promise<Result<NftListing>> {
    return await this.#queue.run(async () => listTable(this.#exchange, this.#interfaces, ref, contents));
  }

  monitor(): Result<AsyncIterableIterator<NftEvent>> {
    const opened = openInNamespace(this.#netns);
    if (!opened.ok) return opened;
    opened.value.interfaces.close();
    return ok(openMonitor(opened.value.socket));
  }

  async close(): Promise<void> {
    await this.#queue.idle();
    this.#exchange.close();
    this.#interfaces.close();
  }

  #view(): KernelView {
    return {
      findSet: (ref) => {
        const declaration = readSet(this.#exchange, ref);
        return declaration.ok ? declaration.value : undefined;
      },
      interfaceIndex: (name) => this.#interfaces.indexOf(name),
      ruleHandle: (family, table, chain, index) => {
        const rules = dumpObjects(this.#exchange, { family, table }, 'rule', readRule);
        return rules.ok ? rules.value.filter((rule) => rule.chain === chain)[index]?.handle : undefined;
      },
    };
  }
}

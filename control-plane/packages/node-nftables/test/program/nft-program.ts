/**
 * The door through the nft program: `nft -j -f -`, one process a call, documents on stdin, never a shell.
 * With large sets loaded each element command costs seconds and hundreds of MB (the program reads every set of the
 * namespace first); netlink will take its place behind the same NftDoor.
 */
import { access } from 'node:fs/promises';
import type { NftDocument, NftListing } from '../../src/document.ts';
import type { ElementChange, ListContents, NftDoor, SetShape } from '../../src/nft-door.ts';
import { done, failed, ok, type Result } from '../../src/nft-error.ts';
import type { SetRef } from '../../src/object/set.ts';
import type { TableRef } from '../../src/object/table.ts';
import type { PreparedElements } from '../../src/prepare-elements.ts';
import { SerialQueue } from '../../src/serial-queue.ts';
import { elementCommands } from './element-commands.ts';
import { lacksDynamicFlag } from './map-program-error.ts';
import { parseListing, readSetShape, selectTable } from './parse-listing.ts';
import { runProgram } from './run-program.ts';
import { withoutDynamicFlag } from './without-dynamic-flag.ts';

export interface ProgramOptions {
  /** Name of a network namespace (ip-netns); default: the one this process is in. */
  readonly netns?: string;
  /** Program file or name; default `nft`. */
  readonly program?: string;
  /** For one call, default 60,000. */
  readonly timeoutMs?: number;
  /** Of one listing, default 64 MiB. */
  readonly maxOutputBytes?: number;
}

const MOST_WAITING = 64;

export async function openProgramDoor(options: ProgramOptions): Promise<Result<NftDoor>> {
  const program = options.program ?? 'nft';
  const { netns } = options;
  if (netns !== undefined && !(await netnsExists(netns))) {
    return failed({ code: 'NFT_NETNS_MISSING', message: `network namespace ${netns.slice(0, 60)} does not exist` });
  }
  const door = new ProgramDoor(netns === undefined ? [program] : ['ip', 'netns', 'exec', netns, program], options);
  const answer = await door.probe();
  return answer.ok ? ok(door) : answer;
}

async function netnsExists(name: string): Promise<boolean> {
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name)) return false;
  return await access(`/run/netns/${name}`).then(
    () => true,
    () => false,
  );
}

class ProgramDoor implements NftDoor {
  readonly #argv: readonly [string, ...string[]];
  readonly #timeoutMs: number;
  readonly #maxOutputBytes: number;
  readonly #queue = new SerialQueue(MOST_WAITING);
  #jsonHasDynamic = true;

  constructor(argv: readonly [string, ...string[]], options: ProgramOptions) {
    this.#argv = argv;
    this.#timeoutMs = options.timeoutMs ?? 60_000;
    this.#maxOutputBytes = options.maxOutputBytes ?? 64 * 1024 * 1024;
  }

  /** That the program is there; `--version` needs no privilege and touches nothing. */
  async probe(): Promise<Result<string>> {
    return await this.#call(['--version'], []);
  }

  async apply(document: NftDocument, mode: 'run' | 'check'): Promise<Result<undefined>> {
    const args = mode === 'check' ? ['-j', '-c', '-f', '-'] : ['-j', '-f', '-'];
    const form = this.#jsonHasDynamic ? document : withoutDynamicFlag(document);
    const first = await this.#call(args, [JSON.stringify(form)]);
    if (first.ok) return done;
    if (!this.#jsonHasDynamic || !lacksDynamicFlag(first.error)) return first;
    this.#jsonHasDynamic = false;
    const second = await this.#call(args, [JSON.stringify(withoutDynamicFlag(document))]);
    return second.ok ? done : second;
  }

  async describeSet(ref: SetRef): Promise<Result<SetShape>> {
    const listing = await this.#list({ set: { family: ref.family, table: ref.table, name: ref.set } }, true);
    return listing.ok ? readSetShape(listing.value, ref.set) : listing;
  }

  async changeElements(ref: SetRef, change: ElementChange, elements: PreparedElements): Promise<Result<undefined>> {
    const written = await this.#call(['-j', '-f', '-'], elementCommands(ref, change, elements));
    return written.ok ? done : written;
  }

  async list(ref: TableRef, contents: ListContents): Promise<Result<NftListing>> {
    if (contents === 'all') return await this.#list({ table: { family: ref.family, name: ref.table } }, false);
    // `list table` reads every set of the namespace even when terse (250,000 elements: 6 s, 332 MB); `list ruleset`
    // of the family does not (4 MB), and what is not of the table is left out here.
    const ruleset = await this.#list({ ruleset: { family: ref.family } }, true);
    const table = ruleset.ok ? selectTable(ruleset.value, ref) : ruleset;
    if (!table.ok || contents === 'none') return table;
    let objects = table.value.nftables;
    for (const name of contents) {
      const full = await this.#list({ set: { family: ref.family, table: ref.table, name } }, false);
      if (!full.ok) return full;
      const found = full.value.nftables.find((object) => 'set' in object && object.set.name === name);
      objects = objects.map((object) => ('set' in object && object.set.name === name && found ? found : object));
    }
    return ok({ nftables: objects });
  }

  async close(): Promise<void> {
    await this.#queue.idle();
  }

  async #list(what: object, terse: boolean): Promise<Result<NftListing>> {
    const args = terse ? ['-j', '-t', '-f', '-'] : ['-j', '-f', '-'];
    const output = await this.#call(args, [JSON.stringify({ nftables: [{ list: what }] })]);
    return output.ok ? parseListing(output.value) : output;
  }

  async #call(args: readonly string[], stdin: Iterable<string>): Promise<Result<string>> {
    return await this.#queue.run(() =>
      runProgram({
        argv: [...this.#argv, ...args],
        stdin,
        timeoutMs: this.#timeoutMs,
        maxOutputBytes: this.#maxOutputBytes,
      }),
    );
  }
}

// Commands of the center, one at a time: authenticate → remember → run → answer. Level of trust as for a desired state;
// what is not authentic is counted and not answered, what may not run is answered with its code.
import { type Command, type CommandResult, packResult } from '@omamori/contract/command';
import type { DesiredState } from '@omamori/contract/desired-state';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { type CodedError, causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { TrustedKeys } from '@omamori/contract/signed-document';
import { type Clock, isoOf } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type CommandBook, openCommandBook } from './command-book.ts';
import { authenticateCommand, checkTimes } from './verify-command.ts';

/** The part of the mqtt-link that this room uses; `MqttLink` fits. */
export interface CommandLink {
  subscribe(channel: 'command', onMessage: (payload: Buffer) => void): () => void;
  publish(channel: 'result', payload: Uint8Array, options: { readonly qos: 1 }): Promise<Result<void>>;
}

export interface CommandDeps {
  readonly appliance: string;
  readonly trustedKeys: TrustedKeys;
  readonly link: CommandLink;
  readonly clock: Clock;
  readonly log: Log;
  /** On disk: which commands were begun. */
  readonly bookPath: string;
  readonly replay: (desired: DesiredState, signal: AbortSignal) => Promise<Result<ReplayReport>>;
  /** Error: CFG_LOCAL_UNKNOWN: it has ended already. */
  readonly endException: (id: string) => Promise<Result<void>>;
  /** Ends a block of the flood guard. Errors: NFT_*. */
  readonly releaseSource?: (source: string) => Promise<Result<unknown>>;
}

export interface CommandRoom {
  readonly counts: { readonly run: number; readonly refused: number };
  close(): Promise<void>;
}

/** Waiting behind the one that runs; more are refused at once. */
const MOST_WAITING = 4;

export async function startCommands(deps: CommandDeps): Promise<CommandRoom> {
  const room = new Commands(deps, await openCommandBook(deps.bookPath));
  const off = deps.link.subscribe('command', (payload) => room.take(payload));
  return {
    counts: room.counts,
    close: async () => {
      off();
      await room.stop();
    },
  };
}

class Commands {
  readonly counts = { run: 0, refused: 0 };
  readonly #deps: CommandDeps;
  readonly #book: CommandBook;
  readonly #ending = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(deps: CommandDeps, book: CommandBook) {
    this.#deps = deps;
    this.#book = book;
  }

  take(payload: Buffer): void {
    const { appliance, log, trustedKeys } = this.#deps;
    const command = authenticateCommand(payload, trustedKeys, appliance);
    if (!command.ok) {
      this.counts.refused += 1;
      log.warn(command.error, 'a command is not authentic');
      return;
    }
    if (this.#waiting >= MOST_WAITING) {
      void this.#answer(command.value, err('CMD_BUSY', 'The box is at work on other commands.'), 'refused');
      return;
    }
    this.#waiting += 1;
    this.#last = this.#last
      .then(() => this.#run(command.value))
      .catch((thrown: unknown) => log.error({ code: 'CMD_FAILED', cause: causeOf(thrown) }, 'a command failed'))
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#last;
  }

  async #run(command: Command): Promise<void> {
    if (this.#ending.signal.aborted) return;
    const nowMs = this.#deps.clock.nowMs();
    const timely = checkTimes(command, nowMs);
    if (!timely.ok) return await this.#answer(command, timely, 'refused');
    const begun = await this.#book.begin({ id: command.id, expiresAt: command.expiresAt }, nowMs);
    // A second delivery of the broker: the first one is answered, or was, and a second answer would only contradict it.
    if (!begun.ok && begun.error.code === 'CMD_REPEATED') return this.#repeated(command, begun.error);
    if (!begun.ok) return await this.#answer(command, begun, 'refused');
    this.counts.run += 1;
    await this.#answer(command, await this.#do(command.command), 'failed');
  }

  /** What the answer carries beside its outcome. */
  async #do(what: Command['command']): Promise<Result<ReplayReport | undefined>> {
    if (what.kind === 'replay-policy') return await this.#deps.replay(what.desired, this.#ending.signal);
    if (what.kind === 'release-source') {
      const released = (await this.#deps.releaseSource?.(what.source)) ?? ok(undefined);
      return released.ok ? ok(undefined) : released;
    }
    const ended = await this.#deps.endException(what.exception);
    return ended.ok || ended.error.code === 'CFG_LOCAL_UNKNOWN' ? ok(undefined) : ended;
  }

  #repeated({ id }: Command, error: CodedError): void {
    this.counts.refused += 1;
    this.#deps.log.warn({ ...error, id }, 'a command came again');
  }

  async #answer(
    command: Command,
    done: Result<ReplayReport | undefined>,
    otherwise: 'refused' | 'failed',
  ): Promise<void> {
    const { appliance, clock, link, log } = this.#deps;
    const { id } = command;
    if (!done.ok) {
      if (otherwise === 'refused') this.counts.refused += 1;
      log.warn({ ...done.error, id }, `a command was ${otherwise}`);
    }
    const answer: CommandResult = {
      v: 1,
      appliance,
      id,
      at: isoOf(clock.nowMs()),
      ...(done.ok
        ? { outcome: 'done', code: null, message: null, ...(done.value === undefined ? {} : { replay: done.value }) }
        : { outcome: otherwise, code: done.error.code, message: done.error.message.slice(0, 500) }),
    };
    const sent = await link.publish('result', packResult(answer), { qos: 1 });
    if (!sent.ok) log.warn({ error: sent.error, id }, 'the answer to a command did not leave');
  }
}
